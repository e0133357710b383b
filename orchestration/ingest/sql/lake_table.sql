-- The accepted rows of one lake table, with where they came from.
SELECT
    getvariable('landing_day') AS landing_day,
    staged_files.file_name,
    staged.line,
    $columns
FROM $staged AS staged
INNER JOIN staged_files USING (file_index)
$condition
