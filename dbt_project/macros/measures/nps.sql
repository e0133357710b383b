{#- The score of an NPS response event, NULL for every other event. -#}
{% macro nps_score(event_name) -%}
    case
        when {{ event_name }} like 'nps~_survey~_score~_%' escape '~'
            then try_cast(substring({{ event_name }}, 18) as integer)
        when {{ event_name }} like 'data~_collection~_nps~_survey~_score~_%' escape '~'
            then try_cast(substring({{ event_name }}, 34) as integer)
    end
{%- endmacro %}

{#- Which module asked: the NPS survey or a questionnaire. -#}
{% macro nps_source(event_name) -%}
    case
        when {{ event_name }} like 'data~_collection~_%' escape '~' then 'data_collection'
        else 'nps_survey'
    end
{%- endmacro %}

{#- Counts of a set of responses, one column per segment and score. -#}
{% macro nps_counts() -%}
    cast(count(*) as bigint) as responses,
    cast(sum(case when segment = 'promoter' then 1 else 0 end) as bigint) as promoters,
    cast(sum(case when segment = 'passive' then 1 else 0 end) as bigint) as passives,
    cast(sum(case when segment = 'detractor' then 1 else 0 end) as bigint) as detractors
    {%- for score in range(11) %},
    cast(sum(case when score = {{ score }} then 1 else 0 end) as bigint) as score_{{ score }}
    {%- endfor %}
{%- endmacro %}

{#- The Net Promoter Score and its adjusted Wald interval (95 %) from a relation's counts; all
    NULL without responses. Three pseudo-responses, one in each segment's share, keep the interval
    meaningful for few responses and for unanimous ones. -#}
{% macro nps_scores(counts) -%}
    {%- set n = '(' ~ counts ~ '.responses + 3.0e0)' -%}
    {%- set difference = '(' ~ counts ~ '.promoters - ' ~ counts ~ '.detractors)' -%}
    {%- set mean = '(' ~ difference ~ ' / ' ~ n ~ ')' -%}
    {%- set square = '((' ~ counts ~ '.promoters + ' ~ counts ~ '.detractors + 1.5e0) / ' ~ n ~ ')' -%}
    {%- set margin = '1.959964e0 * sqrt((' ~ square ~ ' - ' ~ mean ~ ' * ' ~ mean ~ ') / ' ~ n ~ ')' -%}
    100.0e0 * {{ difference }} / nullif({{ counts }}.responses, 0) as nps,
    case
        when {{ counts }}.responses > 0
            then greatest(-100.0e0, 100.0e0 * ({{ mean }} - {{ margin }}))
    end as nps_low,
    case
        when {{ counts }}.responses > 0
            then least(100.0e0, 100.0e0 * ({{ mean }} + {{ margin }}))
    end as nps_high
{%- endmacro %}
