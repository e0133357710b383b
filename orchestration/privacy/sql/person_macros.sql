-- The text that an attribute is; objects and arrays are none.
create macro attribute_text(attributes, name) as
    case
        when
            json_type(attributes, '$."' || name || '"')
            in ('VARCHAR', 'BIGINT', 'UBIGINT', 'HUGEINT', 'DOUBLE')
            then json_extract_string(attributes, '$."' || name || '"')
    end;

create macro is_email(value) as
    regexp_full_match(trim(value, E' \t\r\n\f\v'), '[^\s@]+@[^\s@]+');

create macro digits_of(value) as
    regexp_replace(value, '[^0-9]', '', 'g');

create macro is_long_phone(value) as
    regexp_full_match(value, '[0-9+\-()/. ]+') and length(digits_of(value)) >= 7;

-- The one spelling of an identifier, as `normalised` in orchestration/privacy/identifiers.py.
create macro normal_of(value) as
    case
        when is_email(value) then lower(trim(value, E' \t\r\n\f\v'))
        when is_long_phone(value) then digits_of(value)
        else value
    end;

-- An e-mail address; NULL for text that is none, which strangers may share.
create macro email_of(value) as
    case when is_email(value) then normal_of(value) end;

-- A phone; NULL for text that is none.
create macro phone_of(value) as
    case when is_long_phone(value) then digits_of(value) else phone_digits(value) end;

create macro contact_of(value) as
    'contact_id' || chr(31) || value;

-- A text without what people group the digits of a phone with.
create macro without_grouping(value) as
    regexp_replace(value, '[-+()/. \x{a0}\x{202f}]', '', 'g');

-- Whether a text may be a column of a row, or a value in a JSON text among the columns.
create macro may_be_value_in(row_text, value) as
    contains(chr(31) || row_text || chr(31), chr(31) || value || chr(31))
    or contains(row_text, '"' || value || '"')
    or contains(row_text, ':' || value);
