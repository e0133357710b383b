-- One table of the lake, of all landing days.
create temp view $view as
from read_parquet($files, union_by_name = true, hive_partitioning = false);
