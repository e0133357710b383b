-- One row per score given.
create temp table responses as
select
    tenant_id,
    event_id as response_id,
    process_id,
    module_id,
    customer_id,
    case
        when event_name like 'data_collection%' then 'data_collection' else 'nps_survey'
    end as source,
    regexp_extract(event_name, 'score_(10|[0-9])$', 1)::integer as score,
    case when score >= 9 then 'promoter' when score >= 7 then 'passive' else 'detractor' end
        as segment,
    occurred_at as responded_at,
    event_date as response_date
from events
where regexp_full_match(event_name, '(data_collection_)?nps_survey_score_(10|[0-9])');

-- One row per free text, with the same customer's latest score in the module within 24 hours.
create temp table answers as
with texts as (
    select
        tenant_id,
        event_id as answer_id,
        process_id,
        module_id,
        customer_id,
        payload ->> 'text' as answer_text,
        occurred_at as answered_at
    from events
    where event_name = 'nps_survey_free_text_answered'
),

latest_at_a_time as (
    select *
    from responses
    where customer_id is not null
    qualify row_number() over (
        partition by tenant_id, process_id, module_id, customer_id, responded_at
        order by response_id desc
    ) = 1
)

select
    texts.*,
    case when responded_at >= answered_at - interval 24 hours then response_id end as response_id
from texts
asof left join latest_at_a_time
    on
        texts.tenant_id = latest_at_a_time.tenant_id
        and texts.process_id = latest_at_a_time.process_id
        and texts.module_id = latest_at_a_time.module_id
        and texts.customer_id = latest_at_a_time.customer_id
        and texts.answered_at >= latest_at_a_time.responded_at;

create table marts.fct_nps_responses as
select responses.*, answer_texts.answer_text
from responses
left join (
    select tenant_id, response_id, arg_max(answer_text, (answered_at, answer_id)) as answer_text
    from answers
    group by tenant_id, response_id
) as answer_texts using (tenant_id, response_id);

create table marts.fct_nps_answers as
select
    answers.answer_id,
    answers.tenant_id,
    answers.process_id,
    answers.module_id,
    responses.segment,
    responses.score,
    answers.answer_text,
    answers.answered_at
from answers
left join responses using (tenant_id, response_id);
