-- The same for the same threads, in whatever order they are.
select
    count(*)::bigint as threads,
    sum(messages)::bigint as messages,
    bit_xor(hash(contact, opened_at, messages::bigint))::varchar as fingerprint
from threads
