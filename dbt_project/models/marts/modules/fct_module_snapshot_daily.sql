{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_date,
    {{ events_of('snapshot_barcode_scanned') }} as snapshot_barcode_scanned,
    {{ events_of('snapshot_image_uploaded') }} as snapshot_image_uploaded
from {{ ref('int_module_measures_daily') }}
where module = 'snapshot'
group by tenant_id, process_id, module_id, event_date
