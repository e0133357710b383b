with source as (
    select * from {{ source('journeys', 'definitions') }}
),

typed as (
    select
        landing_day,
        file_name,
        line,
        tenant_id,
        journey_id,
        journey_name,
        valid_from,
        conversion_event,
        conversion_filters,
        steps,
        -- No window is longer than three thousand years: times stay within what can be compared.
        cast(round(least(stop_counting_after_exit_seconds, 1e11) * 1e6) as bigint)
            as stop_counting_microseconds
    from source
)

select * from typed
