select
    contracts.mart,
    dated_marts.date_column,
    dated_marts.changed_in
from (select distinct mart from state.contracts) as contracts
left join state.dated_marts as dated_marts
    on contracts.mart = dated_marts.mart
order by contracts.mart
