-- Accepted records that lose to another one, on the landing day that delivered the loser.
with losers as (
    {%- for relation in [
        ref('int_chat_event_deliveries'),
        ref('int_whatsapp_message_records'),
        ref('int_whatsapp_contact_records'),
        ref('int_flow_runs'),
        ref('int_reported_conversations'),
    ] %}
        {% if not loop.first %}union all{% endif %}
        select
            source,
            landing_day
        from {{ relation }}
        where is_duplicate
    {%- endfor %}
    union all
    select
        'tenants' as source,
        landing_day
    from {{ ref('int_tenants') }}
    where not is_latest
    union all
    select
        'loyjoy_dimensions' as source,
        landing_day
    from {{ ref('int_loyjoy_dimensions') }}
    where not is_latest
)

select
    source,
    landing_day,
    count(*) as duplicates
from losers
group by source, landing_day
