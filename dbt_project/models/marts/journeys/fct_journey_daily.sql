{{
    config(
        materialized='incremental',
        incremental_strategy='replace_dates_in_spine',
        affected_by='int_journey_affected_dates',
        affected_column='activity_date',
        date_column='activity_date',
        spine='int_journey_spine',
        spine_keys=['tenant_id', 'journey_id'],
        logs_dates='activity_date',
        on_schema_change='fail',
    )
}}

-- depends_on: {{ ref('int_journey_affected_dates') }}

with spine as (
    select
        tenant_id,
        journey_id,
        spine_date
    from {{ ref('int_journey_spine') }} as spine
    {% if is_incremental() -%}
        where {{ is_missing_or_affected('spine') }}
    {%- endif %}
),

measures as (
    {%- for measure, date_column, condition in [
        ('entries', 'entered_date', 'true'),
        ('conversions_by_entry_date', 'entered_date', 'is_converted'),
        ('conversions_by_conversion_date', 'converted_date', 'is_converted'),
        ('exits', 'exited_date', 'exited_at is not null and not is_converted'),
    ] %}
        select
            tenant_id,
            journey_id,
            {{ date_column }} as activity_date,
            '{{ measure }}' as measure,
            count(*) as amount
        from {{ ref('int_journey_entries') }}
        where
            {{ condition }}
            {% if is_incremental() -%}
                and {{ date_column }} in (select spine.spine_date from spine)
            {%- endif %}
        group by tenant_id, journey_id, {{ date_column }}
        union all
    {%- endfor %}
    select
        tenant_id,
        journey_id,
        event_date as activity_date,
        'messages_sent' as measure,
        messages_sent as amount
    from {{ ref('int_journey_days') }}
    {% if is_incremental() -%}
        where event_date in (select spine.spine_date from spine)
    {%- endif %}
),

totals as (
    select
        tenant_id,
        journey_id,
        activity_date,
        {%- for measure in [
            'entries', 'conversions_by_entry_date', 'conversions_by_conversion_date', 'exits',
            'messages_sent',
        ] %}
            cast(sum(amount) filter (where measure = '{{ measure }}') as bigint) as {{ measure }}
            {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from measures
    group by tenant_id, journey_id, activity_date
)

select
    spine.tenant_id,
    spine.journey_id,
    spine.spine_date as activity_date,
    coalesce(totals.entries, 0) as entries,
    coalesce(totals.conversions_by_entry_date, 0) as conversions_by_entry_date,
    coalesce(totals.conversions_by_conversion_date, 0) as conversions_by_conversion_date,
    coalesce(totals.exits, 0) as exits,
    coalesce(totals.messages_sent, 0) as messages_sent
from spine
left join totals
    on
        spine.tenant_id = totals.tenant_id
        and spine.journey_id = totals.journey_id
        and spine.spine_date = totals.activity_date
