{#- Which chat events carry something to add up or to tell apart, besides that they happened. -#}
{% macro points_event_names() %}'loyalty_points_emitted', 'loyalty_points_spent'{% endmacro %}

{% macro redemption_event_names() %}'reward_redeemed', 'loyalty_reward_redeemed'{% endmacro %}

{% macro quiz_answer_event_names() -%}
    'quiz_answer', 'quiz_answer_correct', 'quiz_answer_incorrect'
{%- endmacro %}

{#- Points as they are counted: those spent are positive whichever sign the platform gives them. -#}
{% macro points(event_name, number) -%}
    case when {{ event_name }} = 'loyalty_points_spent' then abs({{ number }}) else {{ number }} end
{%- endmacro %}

{% macro variable_event_names() %}'variable_set', 'data_collection_variable_set'{% endmacro %}
