{#- Columns of a module mart, from the rows of its module in int_module_measures_daily. -#}

{#- How often the events of a measure happened. -#}
{% macro events_of(measure) -%}
    cast(sum(case when measure = '{{ measure }}' then events else 0 end) as bigint)
{%- endmacro %}

{#- How many different customers caused the event of a measure, which has to be a single one. -#}
{% macro customers_of(measure) -%}
    cast(sum(case when measure = '{{ measure }}' then customers else 0 end) as bigint)
{%- endmacro %}

{#- How many points the events of a measure moved. -#}
{% macro points_of(measure) -%}
    cast(sum(case when measure = '{{ measure }}' then points else 0 end) as double)
{%- endmacro %}

{#- The modules that have a mart fct_module_<module>_daily. -#}
{% macro modules_with_mart() %}
    {{ return([
        'advent_calendar', 'api', 'appointment', 'audio_message', 'beiersdorf',
        'chat_window', 'code_entry', 'coupon_code', 'customer', 'decision_jump', 'giveaway',
        'gpt', 'handover', 'home_view', 'instant_win', 'intent', 'jump', 'link',
        'live_chat', 'loyalty_points', 'mail', 'opt_ins', 'personal_data', 'platform',
        'prize', 'proceed', 'process', 'pub_sub', 'questionnaire', 'quiz', 'reach_five',
        'redemptions', 'return_jump', 'screen_time', 'session', 'share_link', 'sign_in',
        'snapshot', 'story', 'terms', 'user_agent', 'variable', 'welcome',
    ]) }}
{% endmacro %}

{#- The additive measures by module, of the modules that have a mart, as the seed lists them. -#}
{% macro additive_measures() -%}
    {%- set measures = {} -%}
    {%- if execute -%}
        {%- for row in run_query(
            "select distinct module, measure from " ~ ref('modules')
            ~ " where is_additive order by module, measure"
        ).rows if row[0] in modules_with_mart() -%}
            {%- do measures.setdefault(row[0], []).append(row[1]) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(measures) }}
{%- endmacro %}
