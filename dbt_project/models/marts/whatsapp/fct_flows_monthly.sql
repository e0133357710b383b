select
    tenant_id,
    flow_id,
    {{ first_of_month('flow_date') }} as flow_month,
    flow_name,
    {%- for measure in [
        'started', 'started_keyword', 'started_broadcast', 'started_other', 'completed', 'killed',
    ] %}
        cast(sum({{ measure }}) as bigint) as {{ measure }}
        {%- if not loop.last %},{% endif %}
    {%- endfor %}
from {{ ref('fct_flows_daily') }}
group by tenant_id, flow_id, flow_month, flow_name
