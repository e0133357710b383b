-- The accepted rows of one lake table, with where they came from.
SELECT
    getvariable('landing_day') AS landing_day,
    file_name(staged.file_index) AS file_name,
    staged.line,
    $columns
FROM $staged AS staged
$condition
