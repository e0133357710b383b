-- Every event of the catalogue is counted exactly once over all module marts, and so is every event
-- of the user's own; distinct customers and points aside. Returns the cells that do not add up.
-- depends_on: {{ ref('modules') }}
-- depends_on: {{ ref('int_chat_affected_dates') }}
{% for module in modules_with_mart() -%}
-- depends_on: {{ ref('fct_module_' ~ module ~ '_daily') }}
{% endfor %}
{%- set touched -%}
    {% if looks_at_touched_rows() -%}
        in (select event_date from {{ ref('int_chat_affected_dates') }})
    {%- else -%}
        is not null
    {%- endif %}
{%- endset %}

with measured as (
    {%- for module, measures in additive_measures().items() %}
        select
            tenant_id,
            process_id,
            module_id,
            event_date,
            "{{ measures | join('" + "') }}" as events
        from {{ ref('fct_module_' ~ module ~ '_daily') }}
        where event_date {{ touched }}
        union all
    {%- endfor %}
    select
        tenant_id,
        process_id,
        module_id,
        event_date,
        events
    from {{ ref('fct_module_custom_daily') }}
    where event_date {{ touched }}
    union all
    select
        tenant_id,
        process_id,
        module_id,
        response_date as event_date,
        responses as events
    from {{ ref('fct_nps_daily') }}
    where response_date {{ touched }}
    union all
    select
        tenant_id,
        process_id,
        module_id,
        answered_date as event_date,
        1 as events
    from {{ ref('int_nps_answers') }}
    where answered_date {{ touched }}
),

measured_by_cell as (
    select
        tenant_id,
        process_id,
        module_id,
        event_date,
        sum(events) as events
    from measured
    group by tenant_id, process_id, module_id, event_date
),

counted_names as (
    select event_name from {{ ref('modules') }}
    where is_additive
    union
    select event_name from {{ ref('int_catalogued_events') }}
    where is_custom
),

counted_by_cell as (
    select
        counts.tenant_id,
        counts.process_id,
        counts.module_id,
        counts.event_date,
        sum(counts.events) as events
    from {{ ref('fct_event_counts_daily') }} as counts
    inner join counted_names on counts.event_name = counted_names.event_name
    where counts.event_date {{ touched }}
    group by counts.tenant_id, counts.process_id, counts.module_id, counts.event_date
)

select
    measured_by_cell.events as measured,
    counted_by_cell.events as counted,
    coalesce(measured_by_cell.tenant_id, counted_by_cell.tenant_id) as tenant_id,
    coalesce(measured_by_cell.process_id, counted_by_cell.process_id) as process_id,
    coalesce(measured_by_cell.module_id, counted_by_cell.module_id) as module_id,
    coalesce(measured_by_cell.event_date, counted_by_cell.event_date) as event_date
from measured_by_cell
full outer join counted_by_cell
    on
        measured_by_cell.tenant_id = counted_by_cell.tenant_id
        and measured_by_cell.process_id = counted_by_cell.process_id
        and measured_by_cell.module_id = counted_by_cell.module_id
        and measured_by_cell.event_date = counted_by_cell.event_date
where
    coalesce(measured_by_cell.events, 0) != coalesce(counted_by_cell.events, 0)
