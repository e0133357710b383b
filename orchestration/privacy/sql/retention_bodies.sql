-- Landing days with message bodies that are due, and how many.
SELECT landing_day, count(*) AS due_bodies
FROM read_parquet($files, hive_partitioning = FALSE)
WHERE body IS NOT NULL AND occurred_at <= TIMESTAMP $due_before
GROUP BY landing_day
ORDER BY landing_day
