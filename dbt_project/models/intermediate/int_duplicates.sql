-- Accepted records that lose to another one, on the landing day that delivered the loser.
with losers as (
    {%- for relation in [
        ref('int_chat_event_deliveries'),
        ref('int_whatsapp_message_records'),
        ref('int_whatsapp_contact_records'),
        ref('int_flow_runs'),
        ref('int_reported_conversations'),
        ref('int_journey_event_deliveries'),
        ref('int_user_event_deliveries'),
        ref('int_code_uploads'),
    ] %}
        {% if not loop.first %}union all{% endif %}
        select
            source,
            landing_day
        from {{ relation }}
        where is_duplicate
    {%- endfor %}
    {%- for source_name, relation in [
        ('tenants', ref('int_tenants')),
        ('loyjoy_dimensions', ref('int_loyjoy_dimensions')),
        ('journeys', ref('int_journey_definitions')),
    ] %}
        union all
        select
            '{{ source_name }}' as source,
            landing_day
        from {{ relation }}
        where not is_latest
    {%- endfor %}
)

select
    source,
    landing_day,
    count(*) as duplicates
from losers
group by source, landing_day
