-- Records of a landing day as they were read: judged (`reason` is NULL if accepted) and typed.
-- `raw` is kept of rejected ones only.
CREATE TEMP TABLE staged (
    file_index INTEGER, line BIGINT, reason VARCHAR, raw VARCHAR, $columns
)
