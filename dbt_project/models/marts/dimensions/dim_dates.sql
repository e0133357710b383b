with days as (
    select event_date as date_day from {{ ref('int_chat_days') }}
    union
    select record_date as date_day from {{ ref('int_whatsapp_days') }}
    union
    select event_date as date_day from {{ ref('int_journey_days') }}
),

bounds as (
    select
        min(date_day) as first_date,
        max(date_day) as last_date
    from days
)

select
    dates.date_day,
    cast(extract(year from dates.date_day) as integer) as calendar_year,
    cast(extract(quarter from dates.date_day) as integer) as quarter_number,
    {{ first_of_month('dates.date_day') }} as month_start,
    cast(date_trunc('week', dates.date_day) as date) as iso_week_start,
    {{ iso_year('dates.date_day') }} as iso_year,
    {{ iso_week('dates.date_day') }} as iso_week,
    {{ iso_weekday('dates.date_day') }} as iso_weekday,
    {{ iso_weekday('dates.date_day') }} in (6, 7) as is_weekend
from bounds
{{ each_date('bounds.first_date', 'bounds.last_date', 'dates', 'date_day') }}
where bounds.first_date is not null
