-- One mart per module, from the event counts; points and what the module type decides are left out.

create table marts.fct_module_advent_calendar_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(events) filter (where event_name in (
        'advent_calendar_door_asked'
    )), 0) as advent_calendar_door_asked,
    coalesce(sum(events) filter (where event_name in (
        'advent_calendar_door_opened'
    )), 0) as advent_calendar_door_opened
from marts.fct_event_counts_daily
where event_name in (
    'advent_calendar_door_asked', 'advent_calendar_door_opened'
)
group by all;

create table marts.fct_module_api_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(events) filter (where event_name in ('api_exception')), 0) as api_exception,
    coalesce(sum(events) filter (where event_name in (
        'api_http_connect_timeout_exception'
    )), 0) as api_http_connect_timeout_exception,
    coalesce(sum(events) filter (where event_name in (
        'api_http_status_code'
    )), 0) as api_http_status_code,
    coalesce(sum(events) filter (where event_name in (
        'api_http_status_code_400'
    )), 0) as api_http_status_code_400,
    coalesce(sum(events) filter (where event_name in (
        'api_http_status_code_403'
    )), 0) as api_http_status_code_403,
    coalesce(sum(events) filter (where event_name in (
        'api_http_status_code_404'
    )), 0) as api_http_status_code_404,
    coalesce(sum(events) filter (where event_name in (
        'api_http_status_code_500'
    )), 0) as api_http_status_code_500,
    coalesce(sum(events) filter (where event_name in (
        'api_http_timeout_exception'
    )), 0) as api_http_timeout_exception,
    coalesce(sum(events) filter (where event_name in (
        'api_socket_timeout_exception'
    )), 0) as api_socket_timeout_exception
from marts.fct_event_counts_daily
where event_name in (
    'api_exception', 'api_http_connect_timeout_exception', 'api_http_status_code',
    'api_http_status_code_400', 'api_http_status_code_403', 'api_http_status_code_404',
    'api_http_status_code_500', 'api_http_timeout_exception', 'api_socket_timeout_exception'
)
group by all;

create table marts.fct_module_appointment_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(events) filter (where event_name in ('appointment_created')), 0) as created
from marts.fct_event_counts_daily
where event_name in (
    'appointment_created'
)
group by all;

create table marts.fct_module_audio_message_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(events) filter (where event_name in (
        'audio_message_requested'
    )), 0) as audio_message_requested,
    coalesce(sum(events) filter (where event_name in (
        'audio_message_uploaded'
    )), 0) as audio_message_uploaded
from marts.fct_event_counts_daily
where event_name in (
    'audio_message_requested', 'audio_message_uploaded'
)
group by all;

create table marts.fct_module_beiersdorf_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(events) filter (where event_name in (
        'beiersdorf_api_post_consumers_subscription'
    )), 0) as beiersdorf_api_post_consumers_subscription,
    coalesce(sum(events) filter (where event_name in (
        'beiersdorf_api_post_users_care_profile'
    )), 0) as beiersdorf_api_post_users_care_profile,
    coalesce(sum(events) filter (where event_name in (
        'beiersdorf_api_post_users_channel_permissions'
    )), 0) as beiersdorf_api_post_users_channel_permissions,
    coalesce(sum(events) filter (where event_name in (
        'beiersdorf_api_post_users_consents'
    )), 0) as beiersdorf_api_post_users_consents,
    coalesce(sum(events) filter (where event_name in (
        'beiersdorf_api_post_users_engagements'
    )), 0) as beiersdorf_api_post_users_engagements,
    coalesce(sum(events) filter (where event_name in (
        'beiersdorf_api_post_users_memberships'
    )), 0) as beiersdorf_api_post_users_memberships,
    coalesce(sum(events) filter (where event_name in (
        'beiersdorf_api_post_users_profile'
    )), 0) as beiersdorf_api_post_users_profile,
    coalesce(sum(events) filter (where event_name in (
        'beiersdorf_api_post_users_subscriptions'
    )), 0) as beiersdorf_api_post_users_subscriptions,
    coalesce(sum(events) filter (where event_name in (
        'beiersdorf_api_put_users_password'
    )), 0) as beiersdorf_api_put_users_password,
    coalesce(sum(events) filter (where event_name in (
        'beiersdorf_sign_in'
    )), 0) as beiersdorf_sign_in,
    coalesce(sum(events) filter (where event_name in (
        'beiersdorf_sign_in_via_cookie'
    )), 0) as beiersdorf_sign_in_via_cookie,
    coalesce(sum(events) filter (where event_name in (
        'beiersdorf_sign_up'
    )), 0) as beiersdorf_sign_up,
    coalesce(sum(events) filter (where event_name in (
        'beiersdorf_sign_up_requested'
    )), 0) as beiersdorf_sign_up_requested,
    coalesce(sum(events) filter (where event_name in (
        'beiersdorf_verification_code_failed'
    )), 0) as beiersdorf_verification_code_failed,
    coalesce(sum(events) filter (where event_name in (
        'beiersdorf_verification_code_succeeded'
    )), 0) as beiersdorf_verification_code_succeeded
from marts.fct_event_counts_daily
where event_name in (
    'beiersdorf_api_post_consumers_subscription', 'beiersdorf_api_post_users_care_profile',
    'beiersdorf_api_post_users_channel_permissions', 'beiersdorf_api_post_users_consents',
    'beiersdorf_api_post_users_engagements', 'beiersdorf_api_post_users_memberships',
    'beiersdorf_api_post_users_profile', 'beiersdorf_api_post_users_subscriptions',
    'beiersdorf_api_put_users_password', 'beiersdorf_sign_in',
    'beiersdorf_sign_in_via_cookie', 'beiersdorf_sign_up', 'beiersdorf_sign_up_requested',
    'beiersdorf_verification_code_failed', 'beiersdorf_verification_code_succeeded'
)
group by all;

create table marts.fct_module_chat_window_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(events) filter (where event_name in ('close')), 0) as close,
    coalesce(sum(events) filter (where event_name in ('hide')), 0) as hide,
    coalesce(sum(events) filter (where event_name in ('load')), 0) as load,
    coalesce(sum(events) filter (where event_name in ('open')), 0) as open,
    coalesce(sum(events) filter (where event_name in ('show')), 0) as show
from marts.fct_event_counts_daily
where event_name in (
    'close', 'hide', 'load', 'open', 'show'
)
group by all;

create table marts.fct_module_code_entry_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(events) filter (where event_name in ('code_entered')), 0) as entered,
    coalesce(sum(events) filter (where event_name in ('code_entered_correct')), 0) as correct,
    coalesce(sum(events) filter (where event_name in ('code_entered_incorrect')), 0) as incorrect,
    coalesce(sum(events) filter (where event_name in ('code_registered')), 0) as registered
from marts.fct_event_counts_daily
where event_name in (
    'code_entered', 'code_entered_correct', 'code_entered_incorrect', 'code_registered'
)
group by all;

create table marts.fct_module_coupon_code_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(events) filter (where event_name in ('coupon_code_issued')), 0) as issued,
    coalesce(sum(events) filter (where event_name in ('coupon_code_uploaded')), 0) as uploaded
from marts.fct_event_counts_daily
where event_name in (
    'coupon_code_issued', 'coupon_code_uploaded'
)
group by all;

create table marts.fct_module_customer_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(events) filter (where event_name in ('customer_updated')), 0) as customer_updated
from marts.fct_event_counts_daily
where event_name in (
    'customer_updated'
)
group by all;

create table marts.fct_module_decision_jump_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(events) filter (where event_name in ('jump_decision_1')), 0) as option_1,
    coalesce(sum(events) filter (where event_name in ('jump_decision_2')), 0) as option_2,
    coalesce(sum(events) filter (where event_name in ('jump_decision_3')), 0) as option_3,
    coalesce(sum(events) filter (where event_name in ('jump_decision_4')), 0) as option_4,
    coalesce(sum(events) filter (where event_name in ('jump_decision_5')), 0) as option_5,
    coalesce(sum(events) filter (where event_name in ('jump_decision_6')), 0) as option_6,
    coalesce(sum(events) filter (where event_name in ('jump_decision_7')), 0) as option_7,
    coalesce(sum(events) filter (where event_name in ('jump_decision_question')), 0) as questions
from marts.fct_event_counts_daily
where event_name in (
    'jump_decision_1', 'jump_decision_2', 'jump_decision_3', 'jump_decision_4',
    'jump_decision_5', 'jump_decision_6', 'jump_decision_7', 'jump_decision_question'
)
group by all;

create table marts.fct_module_giveaway_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(events) filter (where event_name in (
        'participant_giveaway'
    )), 0) as participant_giveaway,
    coalesce(sum(customers) filter (where event_name in ('participation')), 0) as participants,
    coalesce(sum(events) filter (where event_name in ('participation')), 0) as participations
from marts.fct_event_counts_daily
where event_name in (
    'participant_giveaway', 'participation'
)
group by all;

create table marts.fct_module_gpt_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(events) filter (where event_name in (
        'gpt_question_answered'
    )), 0) as gpt_question_answered,
    coalesce(sum(events) filter (where event_name in (
        'gpt_question_asked'
    )), 0) as gpt_question_asked,
    coalesce(sum(events) filter (where event_name in (
        'gpt_question_fallback'
    )), 0) as gpt_question_fallback,
    coalesce(sum(events) filter (where event_name in (
        'gpt_question_timeout'
    )), 0) as gpt_question_timeout,
    coalesce(sum(events) filter (where event_name in (
        'gpt_thumbs_down_given'
    )), 0) as gpt_thumbs_down_given,
    coalesce(sum(events) filter (where event_name in (
        'gpt_thumbs_up_given'
    )), 0) as gpt_thumbs_up_given
from marts.fct_event_counts_daily
where event_name in (
    'gpt_question_answered', 'gpt_question_asked', 'gpt_question_fallback',
    'gpt_question_timeout', 'gpt_thumbs_down_given', 'gpt_thumbs_up_given'
)
group by all;

create table marts.fct_module_handover_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(events) filter (where event_name in (
        'handover_email_sent'
    )), 0) as handover_email_sent
from marts.fct_event_counts_daily
where event_name in (
    'handover_email_sent'
)
group by all;

create table marts.fct_module_home_view_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(events) filter (where event_name in ('home_view_opened')), 0) as home_view_opened,
    coalesce(sum(events) filter (where event_name in (
        'home_view_screen_time'
    )), 0) as home_view_screen_time
from marts.fct_event_counts_daily
where event_name in (
    'home_view_opened', 'home_view_screen_time'
)
group by all;

create table marts.fct_module_instant_win_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(events) filter (where event_name in ('win_lost')), 0) as lost,
    coalesce(sum(events) filter (where event_name in (
        'win_participant_bpmn_process'
    )), 0) as win_participant_bpmn_process,
    coalesce(sum(events) filter (where event_name in (
        'win_participant_bpmn_sub_process'
    )), 0) as win_participant_bpmn_sub_process,
    coalesce(sum(customers) filter (where event_name in ('win_participation')), 0) as participants,
    coalesce(sum(events) filter (where event_name in ('win_participation')), 0) as participations,
    coalesce(sum(events) filter (where event_name in ('win_won')), 0) as won
from marts.fct_event_counts_daily
where event_name in (
    'win_lost', 'win_participant_bpmn_process', 'win_participant_bpmn_sub_process',
    'win_participation', 'win_won'
)
group by all;

create table marts.fct_module_intent_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(events) filter (where event_name in ('intent_evaluated')), 0) as intent_evaluated,
    coalesce(sum(events) filter (where event_name in ('intent_matched')), 0) as intent_matched
from marts.fct_event_counts_daily
where event_name in (
    'intent_evaluated', 'intent_matched'
)
group by all;

create table marts.fct_module_jump_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(events) filter (where event_name in ('jump_auto')), 0) as jump_auto
from marts.fct_event_counts_daily
where event_name in (
    'jump_auto'
)
group by all;

create table marts.fct_module_link_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(events) filter (where event_name in ('link_clicked')), 0) as link_clicked,
    coalesce(sum(events) filter (where event_name in (
        'markdown_link_clicked'
    )), 0) as markdown_link_clicked
from marts.fct_event_counts_daily
where event_name in (
    'link_clicked', 'markdown_link_clicked'
)
group by all;

create table marts.fct_module_live_chat_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(events) filter (where event_name in (
        'live_chat_duration'
    )), 0) as live_chat_duration,
    coalesce(sum(events) filter (where event_name in ('live_chat_ended')), 0) as live_chat_ended,
    coalesce(sum(events) filter (where event_name in ('live_chat_started')), 0) as live_chat_started
from marts.fct_event_counts_daily
where event_name in (
    'live_chat_duration', 'live_chat_ended', 'live_chat_started'
)
group by all;

create table marts.fct_module_loyalty_points_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(events) filter (where event_name in (
        'loyalty_first_received'
    )), 0) as first_time_receivers,
    coalesce(sum(customers) filter (where event_name in (
        'loyalty_points_emitted'
    )), 0) as receiving_customers,
    coalesce(sum(events) filter (where event_name in ('loyalty_referral')), 0) as referrals,
    coalesce(sum(events) filter (where event_name in (
        'loyalty_reward_redeemed'
    )), 0) as rewards_redeemed
from marts.fct_event_counts_daily
where event_name in (
    'loyalty_first_received', 'loyalty_points_emitted', 'loyalty_referral',
    'loyalty_reward_redeemed'
)
group by all;

create table marts.fct_module_mail_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(events) filter (where event_name in ('mail_sent')), 0) as mail_sent,
    coalesce(sum(events) filter (where event_name in (
        'mail_to_customer_sent'
    )), 0) as mail_to_customer_sent
from marts.fct_event_counts_daily
where event_name in (
    'mail_sent', 'mail_to_customer_sent'
)
group by all;

create table marts.fct_module_opt_ins_daily as
select
    tenant_id,
    process_id,
    module_id,
    case
        when starts_with(event_name, 'web_push_') then 'web_push'
        when starts_with(event_name, 'profiling_') then 'profiling'
        when starts_with(event_name, 'reminder_') then 'reminder'
        when starts_with(event_name, 'sms_') then 'sms'
        when starts_with(event_name, 'newsletter_') then 'newsletter'
    end as channel,
    event_date,
    coalesce(sum(events) filter (where event_name in (
        'newsletter_double_opt_in', 'profiling_double_opt_in', 'reminder_double_opt_in',
        'sms_double_opt_in', 'web_push_double_opt_in'
    )), 0) as double_opt_ins,
    coalesce(sum(events) filter (where event_name in (
        'newsletter_opt_out', 'profiling_opt_out', 'reminder_opt_out'
    )), 0) as opt_outs,
    coalesce(sum(events) filter (where event_name in (
        'newsletter_single_opt_in', 'profiling_single_opt_in', 'reminder_single_opt_in',
        'sms_single_opt_in', 'web_push_single_opt_in'
    )), 0) as single_opt_ins,
    coalesce(sum(events) filter (where event_name in (
        'newsletter_single_opt_in_asked', 'profiling_single_opt_in_asked',
        'reminder_single_opt_in_asked', 'sms_single_opt_in_asked',
        'web_push_single_opt_in_asked'
    )), 0) as asked,
    coalesce(sum(events) filter (where event_name in (
        'newsletter_single_opt_in_rejected', 'profiling_single_opt_in_rejected',
        'reminder_single_opt_in_rejected', 'sms_single_opt_in_rejected',
        'web_push_single_opt_in_rejected'
    )), 0) as single_opt_in_rejections,
    coalesce(sum(events) filter (where event_name in ('sms_opt_in_code_sent')), 0) as codes_sent,
    coalesce(sum(events) filter (where event_name in (
        'web_push_opt_in_subscription_request'
    )), 0) as subscription_requests,
    coalesce(sum(events) filter (where event_name in (
        'web_push_subscription_gone'
    )), 0) as subscriptions_gone
from marts.fct_event_counts_daily
where event_name in (
    'newsletter_double_opt_in', 'newsletter_opt_out', 'newsletter_single_opt_in',
    'newsletter_single_opt_in_asked', 'newsletter_single_opt_in_rejected',
    'profiling_double_opt_in', 'profiling_opt_out', 'profiling_single_opt_in',
    'profiling_single_opt_in_asked', 'profiling_single_opt_in_rejected',
    'reminder_double_opt_in', 'reminder_opt_out', 'reminder_single_opt_in',
    'reminder_single_opt_in_asked', 'reminder_single_opt_in_rejected', 'sms_double_opt_in',
    'sms_opt_in_code_sent', 'sms_single_opt_in', 'sms_single_opt_in_asked',
    'sms_single_opt_in_rejected', 'web_push_double_opt_in',
    'web_push_opt_in_subscription_request', 'web_push_single_opt_in',
    'web_push_single_opt_in_asked', 'web_push_single_opt_in_rejected',
    'web_push_subscription_gone'
)
group by all;

create table marts.fct_module_personal_data_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(customers) filter (where event_name in ('birthdate_entered')), 0) as birthdate,
    coalesce(sum(customers) filter (where event_name in ('email_entered')), 0) as email,
    coalesce(sum(customers) filter (where event_name in ('firstname_entered')), 0) as first_name,
    coalesce(sum(events) filter (where event_name in ('gender_diverse')), 0) as gender_diverse,
    coalesce(sum(customers) filter (where event_name in ('gender_entered')), 0) as gender,
    coalesce(sum(events) filter (where event_name in ('gender_female')), 0) as gender_female,
    coalesce(sum(events) filter (where event_name in ('gender_male')), 0) as gender_male,
    coalesce(sum(customers) filter (where event_name in ('lastname_entered')), 0) as last_name,
    coalesce(sum(customers) filter (where event_name in ('password_entered')), 0) as password,
    coalesce(sum(customers) filter (where event_name in (
        'phone_number_entered'
    )), 0) as phone_number,
    coalesce(sum(events) filter (where event_name in (
        'postal_address_confirmed'
    )), 0) as postal_address_confirmed,
    coalesce(sum(customers) filter (where event_name in (
        'postal_address_updated'
    )), 0) as postal_address
from marts.fct_event_counts_daily
where event_name in (
    'birthdate_entered', 'email_entered', 'firstname_entered', 'gender_diverse',
    'gender_entered', 'gender_female', 'gender_male', 'lastname_entered',
    'password_entered', 'phone_number_entered', 'postal_address_confirmed',
    'postal_address_updated'
)
group by all;

create table marts.fct_module_platform_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(events) filter (where event_name in ('platform_facebook')), 0) as platform_facebook,
    coalesce(sum(events) filter (where event_name in ('platform_rest')), 0) as platform_rest,
    coalesce(sum(events) filter (where event_name in ('platform_viber')), 0) as platform_viber,
    coalesce(sum(events) filter (where event_name in ('platform_wechat')), 0) as platform_wechat,
    coalesce(sum(events) filter (where event_name in ('platform_whatsapp')), 0) as platform_whatsapp
from marts.fct_event_counts_daily
where event_name in (
    'platform_facebook', 'platform_rest', 'platform_viber', 'platform_wechat',
    'platform_whatsapp'
)
group by all;

create table marts.fct_module_prize_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(events) filter (where event_name in ('main_prize_sent')), 0) as main_prize_sent,
    coalesce(sum(events) filter (where event_name in (
        'prize_details_sent'
    )), 0) as prize_details_sent,
    coalesce(sum(events) filter (where event_name in ('prize_sent')), 0) as prize_sent
from marts.fct_event_counts_daily
where event_name in (
    'main_prize_sent', 'prize_details_sent', 'prize_sent'
)
group by all;

create table marts.fct_module_proceed_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(events) filter (where event_name in ('proceed_confirmed')), 0) as proceed_confirmed
from marts.fct_event_counts_daily
where event_name in (
    'proceed_confirmed'
)
group by all;

create table marts.fct_module_process_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(events) filter (where event_name in ('end')), 0) as "end",
    coalesce(sum(events) filter (where event_name in ('interaction')), 0) as interaction,
    coalesce(sum(events) filter (where event_name in (
        'participant_bpmn_process'
    )), 0) as participant_bpmn_process,
    coalesce(sum(events) filter (where event_name in ('process_liked')), 0) as process_liked,
    coalesce(sum(events) filter (where event_name in ('reset')), 0) as reset,
    coalesce(sum(events) filter (where event_name in ('restart')), 0) as restart,
    coalesce(sum(events) filter (where event_name in ('start')), 0) as start,
    coalesce(sum(events) filter (where event_name in (
        'sub_process_visited'
    )), 0) as sub_process_visited
from marts.fct_event_counts_daily
where event_name in (
    'end', 'interaction', 'participant_bpmn_process', 'process_liked', 'reset', 'restart',
    'start', 'sub_process_visited'
)
group by all;

create table marts.fct_module_pub_sub_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(events) filter (where event_name in ('pub_sub_failed')), 0) as pub_sub_failed,
    coalesce(sum(events) filter (where event_name in ('pub_sub_published')), 0) as pub_sub_published
from marts.fct_event_counts_daily
where event_name in (
    'pub_sub_failed', 'pub_sub_published'
)
group by all;

create table marts.fct_module_questionnaire_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(events) filter (where event_name in (
        'data_collection_answer'
    )), 0) as data_collection_answer,
    coalesce(sum(events) filter (where event_name in (
        'data_collection_answer_idontknow'
    )), 0) as data_collection_answer_idontknow,
    coalesce(sum(events) filter (where event_name in (
        'data_collection_question'
    )), 0) as data_collection_question,
    coalesce(sum(events) filter (where event_name in (
        'data_collection_question_answered'
    )), 0) as data_collection_question_answered,
    coalesce(sum(events) filter (where event_name in (
        'data_collection_variable_set'
    )), 0) as data_collection_variable_set,
    coalesce(sum(events) filter (where event_name in (
        'questionnaire_question'
    )), 0) as questionnaire_question
from marts.fct_event_counts_daily
where event_name in (
    'data_collection_answer', 'data_collection_answer_idontknow',
    'data_collection_question', 'data_collection_question_answered',
    'data_collection_variable_set', 'questionnaire_question'
)
group by all;

create table marts.fct_module_quiz_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(events) filter (where event_name in (
        'quiz_answer', 'quiz_answer_freetext'
    )), 0) as answers,
    coalesce(sum(events) filter (where event_name in ('quiz_answer_correct')), 0) as correct,
    coalesce(sum(events) filter (where event_name in ('quiz_answer_freetext')), 0) as free_text,
    coalesce(sum(events) filter (where event_name in ('quiz_answer_incorrect')), 0) as incorrect,
    coalesce(sum(events) filter (where event_name in ('quiz_answer_not_freetext')), 0) as predefined,
    coalesce(sum(events) filter (where event_name in ('quiz_question')), 0) as questions
from marts.fct_event_counts_daily
where event_name in (
    'quiz_answer', 'quiz_answer_correct', 'quiz_answer_freetext', 'quiz_answer_incorrect',
    'quiz_answer_not_freetext', 'quiz_question'
)
group by all;

create table marts.fct_module_reach_five_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(events) filter (where event_name in (
        'reach_five_authenticate_consent_1'
    )), 0) as reach_five_authenticate_consent_1,
    coalesce(sum(events) filter (where event_name in (
        'reach_five_authenticate_consent_2'
    )), 0) as reach_five_authenticate_consent_2,
    coalesce(sum(events) filter (where event_name in (
        'reach_five_authenticate_consent_3'
    )), 0) as reach_five_authenticate_consent_3,
    coalesce(sum(events) filter (where event_name in (
        'reach_five_birthdate_entered'
    )), 0) as reach_five_birthdate_entered,
    coalesce(sum(events) filter (where event_name in (
        'reach_five_firstname_entered'
    )), 0) as reach_five_firstname_entered,
    coalesce(sum(events) filter (where event_name in (
        'reach_five_sign_in'
    )), 0) as reach_five_sign_in,
    coalesce(sum(events) filter (where event_name in (
        'reach_five_sign_up'
    )), 0) as reach_five_sign_up,
    coalesce(sum(events) filter (where event_name in (
        'reach_five_sign_up_personal_data_requested'
    )), 0) as reach_five_sign_up_personal_data_requested,
    coalesce(sum(events) filter (where event_name in (
        'reach_five_sign_up_requested'
    )), 0) as reach_five_sign_up_requested
from marts.fct_event_counts_daily
where event_name in (
    'reach_five_authenticate_consent_1', 'reach_five_authenticate_consent_2',
    'reach_five_authenticate_consent_3', 'reach_five_birthdate_entered',
    'reach_five_firstname_entered', 'reach_five_sign_in', 'reach_five_sign_up',
    'reach_five_sign_up_personal_data_requested', 'reach_five_sign_up_requested'
)
group by all;

create table marts.fct_module_redemptions_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(events) filter (where event_name in (
        'loyalty_reward_redeemed', 'reward_redeemed'
    )), 0) as redemptions
from marts.fct_event_counts_daily
where event_name in (
    'loyalty_points_spent', 'loyalty_reward_redeemed', 'reward_redeemed'
)
group by all;

create table marts.fct_module_return_jump_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(events) filter (where event_name in ('jump_persistent_1')), 0) as option_1,
    coalesce(sum(events) filter (where event_name in ('jump_persistent_2')), 0) as option_2,
    coalesce(sum(events) filter (where event_name in ('jump_persistent_3')), 0) as option_3,
    coalesce(sum(events) filter (where event_name in ('jump_persistent_4')), 0) as option_4,
    coalesce(sum(events) filter (where event_name in ('jump_persistent_5')), 0) as option_5
from marts.fct_event_counts_daily
where event_name in (
    'jump_persistent_1', 'jump_persistent_2', 'jump_persistent_3', 'jump_persistent_4',
    'jump_persistent_5'
)
group by all;

create table marts.fct_module_screen_time_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(events) filter (where event_name in ('screen_time')), 0) as screen_time
from marts.fct_event_counts_daily
where event_name in (
    'screen_time'
)
group by all;

create table marts.fct_module_session_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(events) filter (where event_name in (
        'session_interacted'
    )), 0) as session_interacted,
    coalesce(sum(events) filter (where event_name in ('session_started')), 0) as session_started
from marts.fct_event_counts_daily
where event_name in (
    'session_interacted', 'session_started'
)
group by all;

create table marts.fct_module_share_link_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(events) filter (where event_name in ('share_email')), 0) as email,
    coalesce(sum(events) filter (where event_name in ('share_facebook')), 0) as facebook,
    coalesce(sum(events) filter (where event_name in ('share_link')), 0) as link,
    coalesce(sum(events) filter (where event_name in ('share_native')), 0) as native,
    coalesce(sum(events) filter (where event_name in ('share_twitter')), 0) as twitter,
    coalesce(sum(events) filter (where event_name in ('share_whatsapp')), 0) as whatsapp
from marts.fct_event_counts_daily
where event_name in (
    'share_email', 'share_facebook', 'share_link', 'share_native', 'share_twitter',
    'share_whatsapp'
)
group by all;

create table marts.fct_module_sign_in_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(events) filter (where event_name in ('sign_in')), 0) as sign_ins,
    coalesce(sum(customers) filter (where event_name in ('sign_in')), 0) as signed_in_customers,
    coalesce(sum(events) filter (where event_name in (
        'sign_in_email_address_blocked'
    )), 0) as email_addresses_blocked,
    coalesce(sum(events) filter (where event_name in (
        'sign_in_ip_address_blocked'
    )), 0) as ip_addresses_blocked,
    coalesce(sum(events) filter (where event_name in ('sign_in_pin_failed')), 0) as pin_failed,
    coalesce(sum(events) filter (where event_name in (
        'sign_in_pin_mail_sent'
    )), 0) as pin_mails_sent,
    coalesce(sum(events) filter (where event_name in ('sign_in_pin_succeeded')), 0) as pin_succeeded,
    coalesce(sum(events) filter (where event_name in ('sign_out')), 0) as sign_outs,
    coalesce(sum(events) filter (where event_name in ('sign_up')), 0) as new_customers,
    coalesce(sum(events) filter (where event_name in ('sign_up_requested')), 0) as sign_up_requests
from marts.fct_event_counts_daily
where event_name in (
    'sign_in', 'sign_in_email_address_blocked', 'sign_in_ip_address_blocked',
    'sign_in_pin_failed', 'sign_in_pin_mail_sent', 'sign_in_pin_succeeded', 'sign_out',
    'sign_up', 'sign_up_requested'
)
group by all;

create table marts.fct_module_snapshot_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(events) filter (where event_name in (
        'snapshot_barcode_scanned'
    )), 0) as snapshot_barcode_scanned,
    coalesce(sum(events) filter (where event_name in (
        'snapshot_image_uploaded'
    )), 0) as snapshot_image_uploaded
from marts.fct_event_counts_daily
where event_name in (
    'snapshot_barcode_scanned', 'snapshot_image_uploaded'
)
group by all;

create table marts.fct_module_story_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(events) filter (where event_name in ('story_read')), 0) as story_read
from marts.fct_event_counts_daily
where event_name in (
    'story_read'
)
group by all;

create table marts.fct_module_terms_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(events) filter (where event_name in ('terms_accepted')), 0) as terms_accepted,
    coalesce(sum(events) filter (where event_name in ('terms_rejected')), 0) as terms_rejected
from marts.fct_event_counts_daily
where event_name in (
    'terms_accepted', 'terms_rejected'
)
group by all;

create table marts.fct_module_user_agent_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(events) filter (where event_name in (
        'user_agent_desktop'
    )), 0) as user_agent_desktop,
    coalesce(sum(events) filter (where event_name in ('user_agent_mobile')), 0) as user_agent_mobile
from marts.fct_event_counts_daily
where event_name in (
    'user_agent_desktop', 'user_agent_mobile'
)
group by all;

create table marts.fct_module_variable_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(events) filter (where event_name in ('variable_set')), 0) as variable_set
from marts.fct_event_counts_daily
where event_name in (
    'variable_set'
)
group by all;

create table marts.fct_module_welcome_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    coalesce(sum(events) filter (where event_name in ('welcome_sent')), 0) as welcome_sent,
    coalesce(sum(events) filter (where event_name in (
        'welcome_sent_recurrent'
    )), 0) as welcome_sent_recurrent,
    coalesce(sum(events) filter (where event_name in (
        'welcome_sent_recurrent_named'
    )), 0) as welcome_sent_recurrent_named
from marts.fct_event_counts_daily
where event_name in (
    'welcome_sent', 'welcome_sent_recurrent', 'welcome_sent_recurrent_named'
)
group by all;
