-- Records of a landing day as they were read: judged (`reason` is NULL if accepted) and typed, or
-- of webhook bodies the fields that are taken apart next. `raw` is kept of rejected ones only,
-- unless it is what a source takes apart.
CREATE TEMP TABLE staged (
    file_index INTEGER, line BIGINT, reason VARCHAR, raw VARCHAR, $columns
)
