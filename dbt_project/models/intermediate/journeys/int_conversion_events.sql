{{
    config(
        materialized='incremental',
        incremental_strategy='replace_conversion_events',
    )
}}

-- depends_on: {{ ref('int_chat_event_deliveries') }}

with rules as (
    select * from {{ ref('int_conversion_rules') }}
),

occurrences as (
    select
        source,
        landing_day,
        file_name,
        line,
        event_key,
        tenant_id,
        event_id,
        event_name,
        occurred_at,
        user_id
    from {{ ref('int_user_event_deliveries') }}
    where
        not is_duplicate
        and ({{ is_conversion_to_look_at() }})
    union all
    select
        source,
        landing_day,
        file_name,
        line,
        event_key,
        tenant_id,
        event_id,
        event_name,
        occurred_at,
        customer_id as user_id
    from {{ ref('int_chat_events') }}
    where
        customer_id is not null
        and ({{ is_conversion_to_look_at() }})
),

pairs as (
    select
        occurrences.*,
        rules.rule_key,
        rules.conversion_filters
    from occurrences
    inner join rules
        on
            occurrences.tenant_id = rules.tenant_id
            and occurrences.event_name = rules.event_name
    {% if is_incremental() -%}
        where {{ is_changed_conversion('occurrences.event_key', 'rules.rule_key') }}
    {%- endif %}
),

conditions as (
    select
        rules.rule_key,
        filters.key as attribute_name,
        {{ json_identity('filters.value') }} as expected,
        count(*) over (partition by rules.rule_key) as number_of_conditions
    from rules
    {{ each_json('rules.conversion_filters', 'filters') }}
),

-- What filters look at is in the lake alone.
delivered_attributes as (
    select
        source,
        landing_day,
        file_name,
        line,
        event_key,
        attributes
    from {{ ref('stg_journeys__user_events') }}
    where {{ is_delivery_to_look_at() }}
    union all
    select
        source,
        landing_day,
        file_name,
        line,
        event_key,
        attributes
    from {{ ref('stg_journeys__chat_payloads') }}
    where {{ is_delivery_to_look_at() }}
),

satisfied as (
    select
        pairs.source,
        pairs.event_key,
        pairs.rule_key
    from pairs
    inner join delivered_attributes
        on
            pairs.event_key = delivered_attributes.event_key
            and pairs.landing_day = delivered_attributes.landing_day
            and pairs.line = delivered_attributes.line
            and pairs.file_name = delivered_attributes.file_name
            and pairs.source = delivered_attributes.source
    inner join conditions
        on
            pairs.rule_key = conditions.rule_key
            and conditions.expected = {{ json_identity(
                json_value('delivered_attributes.attributes', 'conditions.attribute_name')
            ) }}
    group by pairs.source, pairs.event_key, pairs.rule_key
    having count(*) = min(conditions.number_of_conditions)
),

-- What retention and erasures removed was looked at before: its result stays.
kept as (
    select distinct
        source,
        event_key,
        rule_key
    from {{ ref('stg_decisions__kept_conversions') }}
)

select
    pairs.source,
    pairs.event_key,
    pairs.rule_key,
    pairs.tenant_id,
    pairs.event_id,
    pairs.user_id,
    pairs.occurred_at,
    {{ text_key(['pairs.tenant_id', 'pairs.user_id']) }} as user_key
from pairs
left join satisfied
    on
        pairs.event_key = satisfied.event_key
        and pairs.rule_key = satisfied.rule_key
        and pairs.source = satisfied.source
left join kept
    on
        pairs.event_key = kept.event_key
        and pairs.rule_key = kept.rule_key
        and pairs.source = kept.source
where
    pairs.conversion_filters is null
    or satisfied.event_key is not null
    or kept.event_key is not null
