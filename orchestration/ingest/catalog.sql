CREATE TABLE IF NOT EXISTS files (
    source TEXT NOT NULL,
    landing_day TEXT NOT NULL,
    file_name TEXT NOT NULL,
    size INTEGER,
    mtime_ns INTEGER,
    ctime_ns INTEGER,
    inode INTEGER,
    digest TEXT,
    received INTEGER NOT NULL,
    accepted INTEGER NOT NULL,
    quarantined INTEGER NOT NULL,
    status TEXT NOT NULL,
    reason TEXT,
    loaded_at TEXT NOT NULL,
    PRIMARY KEY (source, landing_day, file_name)
);

CREATE TABLE IF NOT EXISTS landing_days (
    source TEXT NOT NULL,
    landing_day TEXT NOT NULL,
    version TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    accepted INTEGER NOT NULL,
    quarantined INTEGER NOT NULL,
    loaded_at TEXT NOT NULL,
    PRIMARY KEY (source, landing_day)
);

-- Landing days that the lake did not take when they were last read, and why.
CREATE TABLE IF NOT EXISTS refused_days (
    source TEXT NOT NULL,
    landing_day TEXT NOT NULL,
    reason TEXT NOT NULL,
    way_out TEXT NOT NULL,
    refused_at TEXT NOT NULL,
    PRIMARY KEY (source, landing_day)
);

-- The files of the lake: their sizes, NULL for one in doubt, and the digests of their bytes.
CREATE TABLE IF NOT EXISTS lake_files (
    source TEXT NOT NULL,
    landing_day TEXT NOT NULL,
    table_name TEXT NOT NULL,
    bytes INTEGER,
    digest TEXT,
    PRIMARY KEY (source, landing_day, table_name)
);

-- How many pseudonyms the register has at least: one that has fewer is not the whole register.
CREATE TABLE IF NOT EXISTS pseudonyms (registered INTEGER NOT NULL);
