{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_date,
    {{ events_of('api_exception') }} as api_exception,
    {{ events_of('api_http_connect_timeout_exception') }}
        as api_http_connect_timeout_exception,
    {{ events_of('api_http_status_code') }} as api_http_status_code,
    {{ events_of('api_http_status_code_400') }} as api_http_status_code_400,
    {{ events_of('api_http_status_code_403') }} as api_http_status_code_403,
    {{ events_of('api_http_status_code_404') }} as api_http_status_code_404,
    {{ events_of('api_http_status_code_500') }} as api_http_status_code_500,
    {{ events_of('api_http_timeout_exception') }} as api_http_timeout_exception,
    {{ events_of('api_socket_timeout_exception') }} as api_socket_timeout_exception
from {{ ref('int_module_measures_daily') }}
where module = 'api'
group by tenant_id, process_id, module_id, event_date
