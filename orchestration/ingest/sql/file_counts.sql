-- How many records of each file were staged, and how many of them were rejected.
SELECT
    file_index,
    count(*) AS received,
    count(*) FILTER (WHERE reason IS NOT NULL) AS quarantined
FROM staged
GROUP BY file_index
