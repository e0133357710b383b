{#- The local calendar date of a UTC timestamp in an IANA time zone. -#}
{% macro local_date(utc_timestamp, time_zone) -%}
    {{ return(adapter.dispatch('local_date', 'chatmart')(utc_timestamp, time_zone)) }}
{%- endmacro %}

{% macro duckdb__local_date(utc_timestamp, time_zone) -%}
    {#- The epoch is UTC by definition; `at time zone 'UTC'` would say the same at twice the cost. -#}
    cast(make_timestamptz(epoch_us({{ utc_timestamp }})) at time zone {{ time_zone }} as date)
{%- endmacro %}

{% macro spark__local_date(utc_timestamp, time_zone) -%}
    cast(convert_timezone('UTC', {{ time_zone }}, {{ utc_timestamp }}) as date)
{%- endmacro %}

{#- The local hour, 0 to 23, of a UTC timestamp in an IANA time zone. -#}
{% macro local_hour(utc_timestamp, time_zone) -%}
    {{ return(adapter.dispatch('local_hour', 'chatmart')(utc_timestamp, time_zone)) }}
{%- endmacro %}

{% macro duckdb__local_hour(utc_timestamp, time_zone) -%}
    cast(
        extract(hour from make_timestamptz(epoch_us({{ utc_timestamp }})) at time zone {{ time_zone }})
        as integer
    )
{%- endmacro %}

{% macro spark__local_hour(utc_timestamp, time_zone) -%}
    hour(convert_timezone('UTC', {{ time_zone }}, {{ utc_timestamp }}))
{%- endmacro %}

{#- The UTC timestamp of a local time that was written without its offset. A time that a clock
    change repeats is the first of the two, one that it skips is counted on with the old offset:
    the offset in force a day before answers both. -#}
{% macro utc_of_local(local_timestamp, time_zone) -%}
    {{ return(adapter.dispatch('utc_of_local', 'chatmart')(local_timestamp, time_zone)) }}
{%- endmacro %}

{% macro duckdb__utc_of_local(local_timestamp, time_zone) -%}
    {%- set guess -%}
        cast({{ local_timestamp }} as timestamp) at time zone {{ time_zone }}
    {%- endset %}
    {%- set with_old_offset -%}
        epoch_us({{ local_timestamp }}) - epoch_us(
            ({{ guess }} - interval '24' hour) at time zone {{ time_zone }}
        ) + epoch_us({{ guess }}) - 86400000000
    {%- endset %}
    case
        when
            make_timestamptz({{ with_old_offset }}) at time zone {{ time_zone }}
            <> {{ local_timestamp }}
            and ({{ guess }}) at time zone {{ time_zone }} = {{ local_timestamp }}
            then make_timestamp(epoch_us({{ guess }}))
        else make_timestamp({{ with_old_offset }})
    end
{%- endmacro %}

{% macro spark__utc_of_local(local_timestamp, time_zone) -%}
    {%- set guess %}to_utc_timestamp({{ local_timestamp }}, {{ time_zone }}){% endset %}
    {%- set with_old_offset -%}
        unix_micros({{ local_timestamp }}) - unix_micros(
            from_utc_timestamp({{ guess }} - interval '24' hour, {{ time_zone }})
        ) + unix_micros({{ guess }}) - 86400000000
    {%- endset %}
    case
        when
            from_utc_timestamp(timestamp_micros({{ with_old_offset }}), {{ time_zone }})
            <> {{ local_timestamp }}
            and from_utc_timestamp({{ guess }}, {{ time_zone }}) = {{ local_timestamp }}
            then {{ guess }}
        else timestamp_micros({{ with_old_offset }})
    end
{%- endmacro %}

{#- Microseconds since 1970-01-01 UTC, as bigint. -#}
{% macro epoch_microseconds(utc_timestamp) -%}
    {{ return(adapter.dispatch('epoch_microseconds', 'chatmart')(utc_timestamp)) }}
{%- endmacro %}

{% macro duckdb__epoch_microseconds(utc_timestamp) -%}
    epoch_us({{ utc_timestamp }})
{%- endmacro %}

{% macro spark__epoch_microseconds(utc_timestamp) -%}
    unix_micros(cast({{ utc_timestamp }} as timestamp))
{%- endmacro %}

{#- The first day of a date's month, as date. -#}
{% macro first_of_month(date_column) -%}
    cast(date_trunc('month', {{ date_column }}) as date)
{%- endmacro %}

{#- A lateral relation `alias(column)` with every date from first to last, both inclusive. -#}
{% macro each_date(first_date, last_date, alias, column) -%}
    {{ return(adapter.dispatch('each_date', 'chatmart')(first_date, last_date, alias, column)) }}
{%- endmacro %}

{% macro duckdb__each_date(first_date, last_date, alias, column) -%}
    cross join unnest(
        cast(generate_series({{ first_date }}, {{ last_date }}, interval 1 day) as date [])
    ) as {{ alias }} ({{ column }})
{%- endmacro %}

{% macro spark__each_date(first_date, last_date, alias, column) -%}
    lateral view explode(sequence({{ first_date }}, {{ last_date }})) {{ alias }} as {{ column }}
{%- endmacro %}

{#- A lateral relation `alias(column)` with every hour of a day, 0 to 23. -#}
{% macro each_hour(alias, column) -%}
    {{ return(adapter.dispatch('each_hour', 'chatmart')(alias, column)) }}
{%- endmacro %}

{% macro duckdb__each_hour(alias, column) -%}
    cross join unnest(cast(range(24) as integer [])) as {{ alias }} ({{ column }})
{%- endmacro %}

{% macro spark__each_hour(alias, column) -%}
    lateral view explode(sequence(0, 23)) {{ alias }} as {{ column }}
{%- endmacro %}

{#- ISO 8601 parts of a date: weeks start on Monday (1), the year is the week's. -#}
{% macro iso_weekday(date_column) -%}
    cast(
        1 + ({{ date_column }} - cast(date_trunc('week', {{ date_column }}) as date))
        as integer
    )
{%- endmacro %}

{% macro iso_year(date_column) -%}
    cast(
        extract(year from cast(date_trunc('week', {{ date_column }}) as date) + 3) as integer
    )
{%- endmacro %}

{% macro iso_week(date_column) -%}
    cast(extract(week from {{ date_column }}) as integer)
{%- endmacro %}

{#- A timestamp so many days of 24 hours later. -#}
{% macro days_after(utc_timestamp, days) -%}
    {{ utc_timestamp }} + interval '{{ days }}' day
{%- endmacro %}

{#- A timestamp so many microseconds (bigint) later. -#}
{% macro microseconds_after(utc_timestamp, microseconds) -%}
    {{ return(adapter.dispatch('microseconds_after', 'chatmart')(utc_timestamp, microseconds)) }}
{%- endmacro %}

{% macro duckdb__microseconds_after(utc_timestamp, microseconds) -%}
    {{ utc_timestamp }} + to_microseconds({{ microseconds }})
{%- endmacro %}

{% macro spark__microseconds_after(utc_timestamp, microseconds) -%}
    timestamp_micros(unix_micros({{ utc_timestamp }}) + {{ microseconds }})
{%- endmacro %}
