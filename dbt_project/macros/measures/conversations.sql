{#- What the conversation models share. A party is a business number and a contact of a tenant; an
    opening is a conversation's window with the message that opened it (opener_id, empty if the
    provider says when it opened). -#}
{% macro party_columns() %}{{ return(['tenant_id', 'business_number', 'contact_id']) }}{% endmacro %}

{% macro message_columns() -%}
    {{ return(party_columns() + ['reporting_timezone', 'source', 'message_id', 'delivered_at']) }}
{%- endmacro %}

{% macro opening_columns() -%}
    {{ return(['provider_conversation_id', 'category', 'opened_at', 'closes_at']) }}
{%- endmacro %}

{% macro same_party(left, right) -%}
    {%- for column in party_columns() -%}
    {{ left }}.{{ column }} = {{ right }}.{{ column }}{% if not loop.last %}
    and {% endif %}
    {%- endfor -%}
{%- endmacro %}

{#- The messages that an opening was open for, each with the earliest opened one (of the same
    instant: the least category). A message that comes before the opener of its instant finds it
    still closed. -#}
{% macro earliest_open_window(messages, openings, same_category=false) -%}
    select
        {{ columns_of(messages, message_columns()) }},
        {{ columns_of(openings, opening_columns()) }}
    from {{ messages }}
    inner join {{ openings }}
        on
            {{ same_party(messages, openings) }}
            and {{ messages }}.delivered_at >= {{ openings }}.opened_at
            and {{ messages }}.delivered_at < {{ openings }}.closes_at
            and (
                {{ messages }}.delivered_at > {{ openings }}.opened_at
                or {{ messages }}.message_id >= {{ openings }}.opener_id
            )
            {%- if same_category %}
            and {{ messages }}.category = {{ openings }}.category
            {%- endif %}
    qualify row_number() over (
        partition by {{ messages }}.tenant_id, {{ messages }}.source, {{ messages }}.message_id
        order by
            {{ openings }}.opened_at,
            {{ openings }}.category,
            {{ openings }}.provider_conversation_id
    ) = 1
{%- endmacro %}

{#- Messages that are not among those of another relation. -#}
{% macro messages_not_in(messages, others) -%}
    select {{ messages }}.*
    from {{ messages }}
    left join {{ others }}
        on
            {{ messages }}.tenant_id = {{ others }}.tenant_id
            and {{ messages }}.source = {{ others }}.source
            and {{ messages }}.message_id = {{ others }}.message_id
    where {{ others }}.message_id is null
{%- endmacro %}

{#- The openings among messages with their greedy windows. -#}
{% macro openings_of(windowed, category) -%}
    select
        {{ party_columns() | join(', ') }},
        '' as provider_conversation_id,
        {{ category }} as category,
        opened_at,
        closes_at,
        min(message_id) as opener_id
    from {{ windowed }}
    where delivered_at = opened_at
    group by {{ party_columns() | join(', ') }},
        {%- if category == 'category' %} category,{% endif %} opened_at, closes_at
{%- endmacro %}

{#- How many were opened in each period (a day, or with the grain month a month) of a series without
    holes, and with how many contacts. `opened` is the model of what is opened, `measure` what its
    rows are counted as; with `total_of`, a key, there are rows of all its values together as well.
    The rest is the model's own config: spine, spine_keys, date_column, grain. -#}
{% macro opened_by_period(opened, spine, measure, keys, period, total_of=none) -%}
    {%- set opened_period -%}
        {{ first_of_month('opened_date') if config.get('grain') == 'month' else 'opened_date' }}
    {%- endset %}
    with periods as (
        select distinct
            {{ columns_of('spine', keys) }},
            {{ spine_date_of_this_model('spine') }} as {{ period }}
        from {{ spine }} as spine
        {% if is_incremental() -%}
            where {{ is_missing_or_affected('spine') }}
        {%- endif %}
    ),

    opened as (
        select
            {{ keys | join(', ') }},
            contact_id,
            {{ opened_period }} as {{ period }}
        from {{ opened }}
        {% if is_incremental() -%}
            where {{ affected_dates_of_this_model(opened_period) }}
        {%- endif %}
    ),

    counts as (
        {%- for key_values in [keys, none] if key_values or total_of %}
        {%- if not loop.first %}
        union all
        {%- endif %}
        select
            {%- for key in keys %}
            {{ key if key_values or key != total_of else "'all' as " ~ key }},
            {%- endfor %}
            {{ period }},
            count(*) as {{ measure }},
            count(distinct contact_id) as contacts
        from opened
        group by
            {%- for key in keys if key_values or key != total_of %} {{ key }},{% endfor %} {{ period }}
        {%- endfor %}
    )

    select
        {{ columns_of('periods', keys) }},
        periods.{{ period }},
        coalesce(counts.{{ measure }}, 0) as {{ measure }},
        coalesce(counts.contacts, 0) as contacts
    from periods
    left join counts
        on
            periods.{{ period }} = counts.{{ period }}
            {%- for key in keys %}
            and periods.{{ key }} = counts.{{ key }}
            {%- endfor %}
{%- endmacro %}
