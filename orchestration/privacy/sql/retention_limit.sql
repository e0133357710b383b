-- The time that rows of register $register have to be older than to be due; NULL without a limit.
SELECT $retained::TIMESTAMP - max(days) * INTERVAL 1 DAY FROM seeds.retention
WHERE register = $register
