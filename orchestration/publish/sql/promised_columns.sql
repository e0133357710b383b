select
    mart,
    column_name,
    upper(data_type) as data_type,
    is_personal,
    is_in_grain
from state.contracts
order by mart, position
