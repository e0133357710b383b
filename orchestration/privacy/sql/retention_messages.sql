-- A landing day's messages without the bodies that are due.
SELECT * REPLACE (CASE WHEN occurred_at > TIMESTAMP $due_before THEN body END AS body)
FROM ($held)
