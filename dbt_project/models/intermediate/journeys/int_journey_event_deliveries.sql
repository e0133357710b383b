{{
    config(
        materialized='incremental',
        incremental_strategy='replace_deliveries',
        delivered_by=['journey_events'],
        account_column='tenant_id',
        copy_key='event_key',
        log_into='journey_changes',
        compared=[
            'tenant_id', 'event_id', 'journey_id', 'user_id', 'entry_id', 'event_type',
            'occurred_at', 'reporting_timezone', 'step_id', 'channel', 'platform', 'action_name',
            'trigger_event_id', 'reason', 'is_duplicate', 'user_key', 'entry_key',
            'landing_day', 'file_name', 'line',
        ],
        logged=['user_key', 'entry_key'],
        logs_dates='event_date',
    )
}}

{{ deliveries_with_duplicates(
    ref('stg_journeys__events'),
    [
        'journey_id', 'user_id', 'user_key', 'entry_id', 'entry_key', 'event_type', 'step_id',
        'channel', 'platform', 'action_name', 'trigger_event_id', 'reason',
    ],
) }}
