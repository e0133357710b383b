-- The hashes of the register, with the key in two variables that stand in no text of a query.
create or replace temp macro keyed_hash(text) as
    sha256(
        getvariable('erasure_outer_pad')
        || unhex(sha256(getvariable('erasure_inner_pad') || encode(text)))
    );

create or replace temp macro trimmed(value) as
    trim(value, E' \t\r\n\f\x0b');

-- The one spelling of an identifier, decided by its text; that of a contact id is its own.
create or replace temp macro normal_identifier(kind, value) as
    case
        when kind = 'contact_id' then kind || chr(31) || value
        when contains(value, '@') and regexp_full_match(trimmed(value), '[^\s@]+@[^\s@]+')
            then lower(trimmed(value))
        when
            regexp_full_match(value, '[0-9+\-()/. ]+')
            and length(regexp_replace(value, '[^0-9]', '', 'g')) >= 7
            then regexp_replace(value, '[^0-9]', '', 'g')
        else value
    end;

create or replace temp macro identifier_hash(tenant_id, kind, value) as
    keyed_hash(tenant_id || chr(31) || normal_identifier(kind, value));

-- A generated id is the hash of what its record says; with a key nobody can try what that was.
create or replace temp macro unguessable_id(id) as
    case
        when regexp_full_match(id, 'generated-[0-9a-f]{32}')
            then 'generated-' || keyed_hash(id)
        else id
    end;
