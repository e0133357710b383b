-- The owner of each row that either side has and the other has not.
select tenant_id, {owner_id}
from (
    (from before.{table} except all from after.{table})
    union all
    (from after.{table} except all from before.{table})
)
