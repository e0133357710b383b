{{
    config(
        materialized='incremental',
        incremental_strategy='replace_dates_in_spine',
        affected_by_changes_of=['int_threads'],
        date_column='thread_date',
        spine='int_thread_spine',
        spine_keys=['tenant_id'],
        on_schema_change='fail',
    )
}}

{{ opened_by_period(
    ref('int_threads'),
    ref('int_thread_spine'),
    measure='threads',
    keys=['tenant_id'],
    period='thread_date',
) }}
