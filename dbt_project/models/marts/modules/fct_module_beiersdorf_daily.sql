{{ config(materialized='view') }}

select
    tenant_id,
    process_id,
    module_id,
    event_date,
    {{ events_of('beiersdorf_api_post_consumers_subscription') }}
        as beiersdorf_api_post_consumers_subscription,
    {{ events_of('beiersdorf_api_post_users_care_profile') }}
        as beiersdorf_api_post_users_care_profile,
    {{ events_of('beiersdorf_api_post_users_channel_permissions') }}
        as beiersdorf_api_post_users_channel_permissions,
    {{ events_of('beiersdorf_api_post_users_consents') }}
        as beiersdorf_api_post_users_consents,
    {{ events_of('beiersdorf_api_post_users_engagements') }}
        as beiersdorf_api_post_users_engagements,
    {{ events_of('beiersdorf_api_post_users_memberships') }}
        as beiersdorf_api_post_users_memberships,
    {{ events_of('beiersdorf_api_post_users_profile') }}
        as beiersdorf_api_post_users_profile,
    {{ events_of('beiersdorf_api_post_users_subscriptions') }}
        as beiersdorf_api_post_users_subscriptions,
    {{ events_of('beiersdorf_api_put_users_password') }}
        as beiersdorf_api_put_users_password,
    {{ events_of('beiersdorf_sign_in') }} as beiersdorf_sign_in,
    {{ events_of('beiersdorf_sign_in_via_cookie') }} as beiersdorf_sign_in_via_cookie,
    {{ events_of('beiersdorf_sign_up') }} as beiersdorf_sign_up,
    {{ events_of('beiersdorf_sign_up_requested') }} as beiersdorf_sign_up_requested,
    {{ events_of('beiersdorf_verification_code_failed') }}
        as beiersdorf_verification_code_failed,
    {{ events_of('beiersdorf_verification_code_succeeded') }}
        as beiersdorf_verification_code_succeeded
from {{ ref('int_module_measures_daily') }}
where module = 'beiersdorf'
group by tenant_id, process_id, module_id, event_date
