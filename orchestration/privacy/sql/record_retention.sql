INSERT INTO retention_runs VALUES (?, ?, ?, ?, ?)
ON CONFLICT (retained_as_of, register) DO UPDATE SET
    applied_at = excluded.applied_at,
    removed_rows = removed_rows + excluded.removed_rows,
    removed_values = removed_values + excluded.removed_values
