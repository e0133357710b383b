{{
    config(
        materialized='incremental',
        incremental_strategy='replace_dates_in_spine',
        affected_by_changes_of=['int_conversations'],
        date_column='conversation_date',
        spine='int_conversation_spine',
        spine_keys=['tenant_id', 'category'],
        on_schema_change='fail',
    )
}}

{{ opened_by_period(
    ref('int_conversations'),
    ref('int_conversation_spine'),
    measure='conversations',
    keys=['tenant_id', 'category'],
    period='conversation_date',
    total_of='category',
) }}
