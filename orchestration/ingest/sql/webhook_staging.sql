-- Webhook bodies of a landing day as they were read; `raw` is kept of rejected ones only.
CREATE TEMP TABLE staged (
    file_index INTEGER, line BIGINT, reason VARCHAR, raw VARCHAR, entry JSON
)
