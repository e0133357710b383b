-- Entries of a register, oldest first.
select ${columns}
from marts.${mart}
where
    tenant_id = $tenant
    and ($process is null or process_id = $process)
    and ($customer is null or customer_id = $customer)
    and ($first::date is null or ${date_column} >= $first::date)
    and ($last::date is null or ${date_column} <= $last::date)
order by ${order}
