-- The rows of a Parquet file of any columns, each as the text of a JSON object.
select to_json(delivered)::varchar as record
from read_parquet(?, hive_partitioning = false) as delivered
