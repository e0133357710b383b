{{
    config(
        materialized='incremental',
        incremental_strategy='replace_dates_in_spine',
        affected_by_changes_of=['int_threads'],
        date_column='thread_month',
        grain='month',
        spine='int_thread_spine',
        spine_keys=['tenant_id'],
        on_schema_change='fail',
    )
}}

-- depends_on: {{ ref('int_thread_spine') }}

with periods as (
    select distinct
        spine.tenant_id,
        {{ first_of_month('spine.spine_date') }} as thread_month
    from {{ ref('int_thread_spine') }} as spine
    {% if is_incremental() -%}
        where {{ is_missing_or_affected('spine') }}
    {%- endif %}
),

opened as (
    select
        tenant_id,
        contact_id,
        {{ first_of_month('opened_date') }} as thread_month
    from {{ ref('int_threads') }}
    {% if is_incremental() -%}
        where {{ affected_dates_of_this_model(first_of_month('opened_date')) }}
    {%- endif %}
),

counts as (
    select
        tenant_id,
        thread_month,
        count(*) as threads,
        count(distinct contact_id) as contacts
    from opened
    group by tenant_id, thread_month
)

select
    periods.tenant_id,
    periods.thread_month,
    coalesce(counts.threads, 0) as threads,
    coalesce(counts.contacts, 0) as contacts
from periods
left join counts
    on
        periods.tenant_id = counts.tenant_id
        and periods.thread_month = counts.thread_month
