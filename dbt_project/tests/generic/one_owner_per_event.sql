{#- Exactly one module owns each event, and it is the one that the event catalogue names. -#}
{% test one_owner_per_event(model) -%}

with owners as (
    select distinct
        event_name,
        module
    from {{ model }}
    where is_owner
),

counted as (
    select
        event_name,
        count(*) as number_of_owners
    from owners
    group by event_name
)

select
    catalogue.event_name,
    catalogue.module
from {{ ref('event_catalogue') }} as catalogue
left join counted on catalogue.event_name = counted.event_name
left join owners
    on catalogue.event_name = owners.event_name and catalogue.module = owners.module
where counted.number_of_owners is distinct from 1 or owners.event_name is null

{%- endtest %}
