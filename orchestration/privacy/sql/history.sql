-- The latest as-of time (UTC) that retention was applied with. One row.
CREATE TABLE IF NOT EXISTS retention (retained_as_of TEXT NOT NULL);

-- What retention removed, by as-of time and register.
CREATE TABLE IF NOT EXISTS retention_runs (
    retained_as_of TEXT NOT NULL,
    register TEXT NOT NULL,
    applied_at TEXT NOT NULL,
    removed_rows INTEGER NOT NULL,
    removed_values INTEGER NOT NULL,
    PRIMARY KEY (retained_as_of, register)
);

-- When the warehouse's file was last written anew for retention, and its as-of time. One row.
CREATE TABLE IF NOT EXISTS written_afresh (
    retained_as_of TEXT NOT NULL, written_at TEXT NOT NULL
);

-- Erasures of people, without anything that tells who they were.
CREATE TABLE IF NOT EXISTS erasures (
    erasure_id TEXT PRIMARY KEY,
    erased_on TEXT NOT NULL,
    tenant_id TEXT NOT NULL,
    changed_rows INTEGER NOT NULL,
    changed_files INTEGER NOT NULL
);
