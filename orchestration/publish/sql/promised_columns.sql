select
    mart,
    column_name,
    position,
    upper(data_type) as data_type
from state.contracts
order by mart, position
