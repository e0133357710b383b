-- How many records of each file were received and accepted.
SELECT
    file_index,
    count(*) AS received,
    count(*) FILTER (WHERE reason IS NULL) AS accepted
FROM staged
GROUP BY file_index
