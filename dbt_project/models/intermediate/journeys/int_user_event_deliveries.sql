{{
    config(
        materialized='incremental',
        incremental_strategy='replace_deliveries',
        delivered_by=['user_events'],
        account_column='tenant_id',
        copy_key='event_key',
        log_into='user_event_changes',
        compared=[
            'tenant_id', 'event_id', 'user_id', 'event_name', 'occurred_at', 'is_duplicate',
            'event_key', 'landing_day', 'file_name', 'line',
        ],
        logged=['event_key'],
        logs_dates='event_date',
    )
}}

{{ deliveries_with_duplicates(ref('stg_journeys__user_events'), ['user_id', 'event_name']) }}
