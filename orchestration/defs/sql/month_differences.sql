-- Rows of a monthly mart that its recount lacks, and rows of the recount that the mart lacks.
with recount as ({recount}),

mart as (
    select {columns} from marts.{mart}
    where {month_column} = $month
),

differing as (
    (from recount except all from mart)
    union all
    (from mart except all from recount)
)

select
    (select count(*) from mart) as rows_in_mart,
    (select count(*) from differing) as rows_that_differ
