with source as (
    select * from {{ source('loyjoy_facts', 'facts') }}
),

renamed as (
    select
        'loyjoy_facts' as source,
        landing_day,
        file_name,
        line,
        event_key,
        tenant_id,
        id as event_id,
        event_type as event_name,
        created_at as occurred_at,
        case
            when event_type in ({{ points_event_names() }})
                then {{ points('event_type', usable_decimal('amount')) }}
        end as quantity,
        {{ surrogate_key(['tenant_id', "coalesce(entity_id, '')"]) }} as entity_key
    from source
)

select * from renamed
