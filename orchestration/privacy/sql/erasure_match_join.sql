asof left join (from erasure_matches where kind = '$kind') as $alias
    on
        erasure_rows.erasure_tenant = $alias.tenant_id
        and erasure_rows.$column = $alias.value
        and erasure_rows.erasure_time <= $alias.erased_until
