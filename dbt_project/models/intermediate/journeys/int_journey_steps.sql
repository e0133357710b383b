{{
    config(
        materialized='incremental',
        incremental_strategy='replace_lookup',
        log_columns=['kind', 'lookup_key', 'step_id', 'position'],
    )
}}

-- Steps are those of the newest version; a step without a position stands where it is listed.
with newest as (
    select
        tenant_id,
        journey_id,
        steps,
        row_number() over (
            partition by tenant_id, journey_id
            order by valid_from desc nulls last
        ) as version_rank
    from {{ ref('int_journey_definitions') }}
    where is_latest
),

listed as (
    select
        newest.tenant_id,
        newest.journey_id,
        cast(elements.key as integer) + 1 as ordinal,
        {{ json_text('elements.value', 'step_id') }} as step_id,
        {{ json_text('elements.value', 'step_name') }} as step_name,
        {{ json_text('elements.value', 'channel') }} as channel,
        try_cast({{ json_text('elements.value', 'position') }} as double) as position
    from newest
    {{ each_json('newest.steps', 'elements') }}
    where newest.version_rank = 1
),

ranked as (
    select
        tenant_id,
        journey_id,
        step_id,
        step_name,
        channel,
        coalesce(case when abs(position) < 1e12 then position end, ordinal) as position,
        row_number() over (
            partition by tenant_id, journey_id, step_id
            order by ordinal
        ) as listed_before
    from listed
)

select
    'journey_steps' as kind,
    tenant_id,
    journey_id,
    step_id,
    step_name,
    channel,
    position,
    tenant_id || chr(31) || journey_id as lookup_key
from ranked
where listed_before = 1
