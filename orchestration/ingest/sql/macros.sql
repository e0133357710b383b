-- The name of a landing file by its index.
CREATE MACRO file_name(file_index) AS
    (getvariable('file_names')::VARCHAR[])[file_index + 1];

-- What counts as blank: nothing but Unicode white space. The comparison settles nearly every value
-- without a regular expression.
CREATE MACRO is_blank(value) AS
    CASE
        WHEN value >= '!' AND value < chr(127) THEN FALSE
        WHEN value IS NULL THEN TRUE
        ELSE regexp_full_match(value, '[\s\x{0b}\x{1c}-\x{1f}\x{85}\x{200b}\x{feff}\pZ]*')
    END;

CREATE MACRO blank_to_null(value) AS
    CASE WHEN NOT is_blank(value) THEN value END;

-- Whether text may be an object or array; only then is it worth asking the JSON reader.
CREATE MACRO looks_nested(value) AS
    value BETWEEN '[' AND '\' OR value BETWEEN '{' AND '|';

-- Whether text may be what some write where a number is missing or has no end. JSON has no such
-- words, but its readers know them; only then is it worth asking whether it was in quotes. No list
-- of them: a longer one becomes a join, through which all values pass.
CREATE MACRO looks_unfinite(value) AS
    CASE
        WHEN strlen(value) < 10 THEN regexp_full_match(value, '-?(?i:nan|inf|infinity)')
        ELSE FALSE
    END;

-- Text that a JSON reader turned an object or array into is no usable text.
CREATE MACRO plain_text(value) AS
    CASE WHEN NOT (looks_nested(value) OR is_blank(value)) THEN value END;

CREATE MACRO is_object_text(value) AS
    (value >= '{' AND value < '|') OR starts_with(ltrim(value, E' \t\r\n'), '{');

-- Whether a comma stands before a closing bracket, which DuckDB alone lets pass. Inside a string it
-- is harmless, but that is asked only where there is one at all: it takes stepping over strings.
CREATE MACRO has_stray_comma(value) AS
    CASE
        WHEN regexp_matches(value, ',[ \t\r\n]*[}\]]')
            THEN regexp_matches(value, '^(?:[^"]|"(?:[^"\\]|\\.)*")*,[ \t\r\n]*[}\]]')
        ELSE FALSE
    END;

CREATE MACRO is_json(value) AS
    CASE WHEN json_valid(value) THEN NOT has_stray_comma(value) ELSE FALSE END;

-- A time in RFC 3339 with Z, in UTC: the shape nearly all records have. Casting alone would accept
-- hour 24 and other liberties, and truncates beyond microseconds as it should.
CREATE MACRO is_plain_time(value) AS
    regexp_full_match(
        value, '[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?Z'
    );

-- All other accepted shapes: RFC 3339 with any separator and offset, and `… UTC`.
CREATE MACRO is_other_time(value) AS
    regexp_full_match(
        value,
        '[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?'
        || '([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])'
    )
    OR regexp_full_match(
        value,
        '[0-9]{4}-[0-9]{2}-[0-9]{2} ([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)? UTC'
    );

CREATE MACRO offset_minutes(value) AS
    CASE WHEN regexp_matches(value, '[+-][0-9]{2}:[0-9]{2}$') THEN
        CASE WHEN value[-6] = '-' THEN -1 ELSE 1 END
        * (60 * value[-5:-4]::INTEGER + value[-2:]::INTEGER)
    ELSE 0 END;

-- The time a record gives, in UTC; NULL for everything that is no time.
CREATE MACRO record_time(value) AS
    CASE
        WHEN is_plain_time(value) THEN try_cast(value AS TIMESTAMP)
        WHEN is_other_time(value) THEN
            try_cast(
                value[1:10] || ' ' || value[12:19] || regexp_extract(value, '\.[0-9]{1,6}')
                AS TIMESTAMP
            ) - to_minutes(offset_minutes(value))
    END;

-- As record_time, of all years that can be written, in UTC: a time that no series is stretched by.
CREATE MACRO any_time(value) AS
    CASE
        WHEN record_time(value)
            BETWEEN TIMESTAMP '0001-01-01' AND TIMESTAMP '9999-12-31 23:59:59.999999'
            THEN record_time(value)
    END;

-- Seconds since 1970, whole or with a fraction, as number or text; NULL for everything else.
CREATE MACRO unix_time(value) AS
    CASE WHEN regexp_full_match(value, '[0-9]{1,11}(\.[0-9]+)?') THEN
        make_timestamp(
            regexp_extract(value, '^[0-9]+')::BIGINT * 1000000
            + rpad(regexp_extract(value, '\.([0-9]{1,6})', 1), 6, '0')::BIGINT
        )
    END;

-- As unix_time, in milliseconds.
CREATE MACRO unix_milliseconds(value) AS
    CASE WHEN regexp_full_match(value, '[0-9]{1,14}(\.[0-9]+)?') THEN
        make_timestamp(
            regexp_extract(value, '^[0-9]+')::BIGINT * 1000
            + rpad(regexp_extract(value, '\.([0-9]{1,3})', 1), 3, '0')::BIGINT
        )
    END;

-- What a clock showed, without offset; NULL for everything else, and for times that name an offset.
CREATE MACRO local_time(value) AS
    CASE WHEN regexp_full_match(
        value,
        '[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?'
    ) THEN
        try_cast(
            value[1:10] || ' ' || value[12:19] || regexp_extract(value, '\.[0-9]{1,6}')
            AS TIMESTAMP
        )
    END;

-- A calendar day; typed exports may add the midnight it starts at.
CREATE MACRO calendar_day(value) AS
    CASE WHEN regexp_full_match(value, '[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ]00:00:00(\.0+)?)?') THEN
        try_cast(value[1:10] AS DATE)
    END;

-- Why a time cannot be used; NULL if it can.
CREATE MACRO time_problem(name, value, time) AS
    CASE
        WHEN time BETWEEN getvariable('earliest_accepted') AND getvariable('latest_accepted')
            THEN NULL
        WHEN time < getvariable('earliest_accepted') THEN name || ' is before 2000-01-01'
        WHEN time > getvariable('latest_accepted')
            THEN name || ' is later than one day after the end of its landing day'
        WHEN is_blank(value) THEN name || ' is missing'
        ELSE name || ' is no usable time'
    END;

-- Why a time that need not be given cannot be used; NULL if it can, and if it is missing.
CREATE MACRO given_time_problem(name, value, time) AS
    CASE WHEN NOT is_blank(value) THEN time_problem(name, value, time) END;

-- The end of a conversation. One far away says nothing, and would stretch what is counted by it.
CREATE MACRO conversation_end(time) AS
    CASE
        WHEN time BETWEEN getvariable('earliest_accepted')
            AND getvariable('latest_accepted')::TIMESTAMP + INTERVAL 4 DAY
            THEN time
    END;

-- The finite number a text holds; NULL for everything else.
CREATE MACRO finite_number(value) AS
    CASE WHEN regexp_full_match(value, '[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?') THEN
        CASE WHEN isfinite(try_cast(value AS DOUBLE)) THEN try_cast(value AS DOUBLE) END
    END;

-- The whole number from 0 that a text holds; typed exports may write it as 5.0. NULL for everything
-- else.
CREATE MACRO whole_number(value) AS
    CASE WHEN regexp_full_match(value, '[0-9]{1,18}(\.0*)?') THEN
        regexp_extract(value, '^[0-9]+')::BIGINT
    END;

-- Whether a flag is set: true as a boolean or as text. What is neither true nor false is not set.
CREATE MACRO is_true(value) AS
    coalesce(lower(value) = 'true', FALSE);

-- Whether a flag is set, as a boolean, a number or a word; NULL for what says neither.
CREATE MACRO flag(value) AS
    CASE
        WHEN regexp_full_match(lower(value), 'true|yes|1(\.0*)?') THEN TRUE
        WHEN regexp_full_match(lower(value), 'false|no|0(\.0*)?') THEN FALSE
    END;

-- The text of the object a JSON value is, or holds as a string; NULL for everything else.
CREATE MACRO object_text(value) AS
    CASE
        WHEN value >= '{' AND value < '|' THEN value
        WHEN starts_with(value, '"') AND is_json(json_extract_string(value, '$'))
            AND is_object_text(json_extract_string(value, '$'))
            THEN json(json_extract_string(value, '$'))::VARCHAR
    END;

-- A payload that is absent: NULL, JSON null, or a blank string.
CREATE MACRO is_blank_payload(value) AS
    CASE
        WHEN value >= '{' AND value < '|' THEN FALSE
        WHEN value IS NULL OR value = 'null' THEN TRUE
        WHEN starts_with(value, '"') THEN is_blank(json_extract_string(value, '$'))
        ELSE FALSE
    END;

-- The text of the array a JSON value is, or holds as a string; NULL for everything else.
CREATE MACRO array_text(value) AS
    CASE
        WHEN starts_with(value, '[') THEN value
        WHEN starts_with(value, '"') AND is_json(json_extract_string(value, '$'))
            AND starts_with(ltrim(json_extract_string(value, '$'), E' \t\r\n'), '[')
            THEN json(json_extract_string(value, '$'))::VARCHAR
    END;

-- The text a JSON value is; numbers and booleans become text, objects and arrays are none.
CREATE MACRO scalar_text(value) AS
    CASE
        WHEN starts_with(value, '"') THEN json_extract_string(value, '$')
        WHEN NOT looks_nested(value) AND value <> 'null' THEN value
    END;

-- The steps that a JSON array defines, each field still JSON, so that one is not taken for another.
CREATE MACRO delivered_steps(value) AS
    json_transform(
        value,
        '[{"step_id": "JSON", "step_name": "JSON", "channel": "JSON", "position": "JSON"}]'
    );

CREATE MACRO has_nested_text(step) AS
    coalesce(
        looks_nested(step.step_id::VARCHAR)
        OR looks_nested(step.step_name::VARCHAR)
        OR looks_nested(step.channel::VARCHAR),
        FALSE
    );

CREATE MACRO lacks_step_id(step) AS
    is_blank(scalar_text(step.step_id::VARCHAR));

-- A step in one spelling, whatever it was delivered in.
CREATE MACRO defined_step(step) AS
    {
        'step_id': scalar_text(step.step_id::VARCHAR),
        'step_name': scalar_text(step.step_name::VARCHAR),
        'channel': blank_to_null(scalar_text(step.channel::VARCHAR)),
        'position': finite_number(scalar_text(step.position::VARCHAR))
    };

-- Survey scores are 0 to 10 written plainly; any other ending is no event of its own.
CREATE MACRO is_impossible_score(event_name) AS
    CASE
        WHEN starts_with(event_name, 'nps_survey_score_')
            OR starts_with(event_name, 'data_collection_nps_survey_score_')
            THEN NOT regexp_full_match(
                event_name, '(data_collection_)?nps_survey_score_([0-9]|10)'
            )
        ELSE FALSE
    END;

-- The value of (md5_number_lower(text) >> 1)::BIGINT, which takes four times as long to compute.
CREATE MACRO text_key(text) AS
    (md5_number(text) >> 65)::BIGINT;

CREATE MACRO event_key(tenant_id, event_id) AS
    text_key(tenant_id || chr(31) || event_id);

CREATE MACRO code_key(tenant_id, process_id, code) AS
    text_key(tenant_id || chr(31) || process_id || chr(31) || code);

-- Why an uploaded code cannot be used, as far as coupons and codes are alike; NULL if it can.
CREATE MACRO code_problem(problem, tenant_id, process_id, code, uploaded_at, uploaded_time) AS
    CASE
        WHEN problem IS NOT NULL THEN problem
        WHEN is_blank(tenant_id) THEN 'tenant_id is missing'
        WHEN is_blank(process_id) THEN 'process_id is missing'
        WHEN is_blank(code) THEN 'code is missing'
        ELSE time_problem('uploaded_at', uploaded_at, uploaded_time)
    END;

-- A phone without the punctuation people write it with.
CREATE MACRO bare_phone(value) AS
    translate(value, '+-() ', '');

CREATE MACRO is_phone(value) AS
    coalesce(regexp_full_match(bare_phone(value), '[0-9]{5,20}'), FALSE);

CREATE MACRO phone_digits(value) AS
    CASE WHEN is_phone(value) THEN bare_phone(value) END;

CREATE MACRO is_user_id(value) AS
    coalesce(regexp_full_match(value, '[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}'), FALSE);

CREATE MACRO user_id(value) AS
    CASE WHEN is_user_id(value) THEN value END;

-- Why nobody is known by what `whose` names as its contact; NULL if somebody is. `party` may be
-- phone or user id, `party_user_id` counts where it is missing.
CREATE MACRO contact_problem(whose, party, party_user_id) AS
    CASE
        WHEN party IS NULL AND party_user_id IS NULL THEN whose || ' names no contact'
        WHEN is_user_id(coalesce(party, party_user_id)) THEN NULL
        WHEN is_phone(party) THEN NULL
        ELSE 'the contact of ' || whose || ' is neither phone nor user id'
    END;

-- A phone of Glific's export, digits only. The numbers of simulators end in _1, _2, …
CREATE MACRO exported_phone(value) AS
    CASE
        WHEN regexp_full_match(value, '9876543210_[0-9]{1,4}') THEN replace(value, '_', '')
        ELSE phone_digits(value)
    END;

-- Why a phone of Glific's export cannot be used; NULL if it can.
CREATE MACRO exported_phone_problem(name, value) AS
    CASE
        WHEN is_blank(value) THEN name || ' is missing'
        WHEN exported_phone(value) IS NULL THEN name || ' is no phone'
    END;

-- When a row was exported; NULL if that is unusable, for it only tells versions of a row apart.
CREATE MACRO export_time(value) AS
    CASE
        WHEN time_problem('', value, local_time(value)) IS NULL THEN local_time(value)
    END;

-- Why a row of Glific's export cannot be used, as far as all its tables are alike.
CREATE MACRO exported_row_problem(
    problem, tenant_id, inserted_at, inserted_time, updated_at, updated_time
) AS
    CASE
        WHEN problem IS NOT NULL THEN problem
        WHEN is_blank(tenant_id) THEN 'tenant_id is missing'
        ELSE coalesce(
            time_problem('inserted_at', inserted_at, inserted_time),
            given_time_problem('updated_at', updated_at, updated_time)
        )
    END;

-- The id of a row of Glific's export, else one made from its typed fields in the order of their
-- names.
CREATE MACRO exported_row_id(id, typed) AS
    coalesce(blank_to_null(id), 'generated-' || md5(to_json(typed)::VARCHAR));

-- A field of a CSV record as text; an unquoted empty field is missing, "" is empty.
CREATE MACRO csv_text(field) AS
    CASE
        WHEN field = '' THEN NULL
        WHEN starts_with(field, '"') THEN replace(field[2:-2], '""', '"')
        ELSE field
    END;

-- The fields of a CSV record as they are written, quotes included; NULL if it breaks RFC 4180.
CREATE MACRO csv_fields(record) AS
    CASE
        WHEN NOT contains(record, '"') THEN string_split(record, ',')
        WHEN regexp_full_match(
            record, '("(?:[^"]|"")*"|[^",][^,"]*|)(?:,("(?:[^"]|"")*"|[^",][^,"]*|))*'
        )
            THEN regexp_extract_all(',' || record, ',("(?:[^"]|"")*"|[^",]*)', 1)
    END;
