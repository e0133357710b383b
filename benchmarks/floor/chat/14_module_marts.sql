-- One mart per module, from the event counts; points and what the module type decides are left out.
create temp macro total(amount, event_name, names) as
    coalesce(sum(amount) filter (where list_contains(names, event_name)), 0);

create temp table module_events as
select counts.*, catalogue.module
from marts.fct_event_counts_daily as counts
join read_csv(getvariable('seeds') || '/event_catalogue.csv', header = true) as catalogue using (event_name);

create table marts.fct_module_advent_calendar_daily as
pivot (from module_events where module = 'advent_calendar')
on event_name in (
    'advent_calendar_door_asked', 'advent_calendar_door_opened'
)
using coalesce(sum(events), 0)
group by tenant_id, process_id, module_id, event_date;

create table marts.fct_module_api_daily as
pivot (from module_events where module = 'api')
on event_name in (
    'api_exception', 'api_http_connect_timeout_exception', 'api_http_status_code',
    'api_http_status_code_400', 'api_http_status_code_403', 'api_http_status_code_404',
    'api_http_status_code_500', 'api_http_timeout_exception', 'api_socket_timeout_exception'
)
using coalesce(sum(events), 0)
group by tenant_id, process_id, module_id, event_date;

create table marts.fct_module_appointment_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    total(events, event_name, ['appointment_created']) as created
from module_events
where module = 'appointment'
group by all;

create table marts.fct_module_audio_message_daily as
pivot (from module_events where module = 'audio_message')
on event_name in (
    'audio_message_requested', 'audio_message_uploaded'
)
using coalesce(sum(events), 0)
group by tenant_id, process_id, module_id, event_date;

create table marts.fct_module_beiersdorf_daily as
pivot (from module_events where module = 'beiersdorf')
on event_name in (
    'beiersdorf_api_post_consumers_subscription', 'beiersdorf_api_post_users_care_profile',
    'beiersdorf_api_post_users_channel_permissions', 'beiersdorf_api_post_users_consents',
    'beiersdorf_api_post_users_engagements', 'beiersdorf_api_post_users_memberships',
    'beiersdorf_api_post_users_profile', 'beiersdorf_api_post_users_subscriptions',
    'beiersdorf_api_put_users_password', 'beiersdorf_sign_in',
    'beiersdorf_sign_in_via_cookie', 'beiersdorf_sign_up', 'beiersdorf_sign_up_requested',
    'beiersdorf_verification_code_failed', 'beiersdorf_verification_code_succeeded'
)
using coalesce(sum(events), 0)
group by tenant_id, process_id, module_id, event_date;

create table marts.fct_module_chat_window_daily as
pivot (from module_events where module = 'chat_window')
on event_name in (
    'close', 'hide', 'load', 'open', 'show'
)
using coalesce(sum(events), 0)
group by tenant_id, process_id, module_id, event_date;

create table marts.fct_module_code_entry_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    total(events, event_name, ['code_entered']) as entered,
    total(events, event_name, ['code_entered_correct']) as correct,
    total(events, event_name, ['code_entered_incorrect']) as incorrect,
    total(events, event_name, ['code_registered']) as registered
from module_events
where module = 'code_entry'
group by all;

create table marts.fct_module_coupon_code_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    total(events, event_name, ['coupon_code_issued']) as issued,
    total(events, event_name, ['coupon_code_uploaded']) as uploaded
from module_events
where module = 'coupon_code'
group by all;

create table marts.fct_module_customer_daily as
pivot (from module_events where module = 'customer')
on event_name in (
    'customer_updated'
)
using coalesce(sum(events), 0)
group by tenant_id, process_id, module_id, event_date;

create table marts.fct_module_decision_jump_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    total(events, event_name, ['jump_decision_1']) as option_1,
    total(events, event_name, ['jump_decision_2']) as option_2,
    total(events, event_name, ['jump_decision_3']) as option_3,
    total(events, event_name, ['jump_decision_4']) as option_4,
    total(events, event_name, ['jump_decision_5']) as option_5,
    total(events, event_name, ['jump_decision_6']) as option_6,
    total(events, event_name, ['jump_decision_7']) as option_7,
    total(events, event_name, ['jump_decision_question']) as questions
from module_events
where module = 'decision_jump'
group by all;

create table marts.fct_module_giveaway_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    total(events, event_name, ['participant_giveaway']) as participant_giveaway,
    total(customers, event_name, ['participation']) as participants,
    total(events, event_name, ['participation']) as participations
from module_events
where module = 'giveaway'
group by all;

create table marts.fct_module_gpt_daily as
pivot (from module_events where module = 'gpt')
on event_name in (
    'gpt_question_answered', 'gpt_question_asked', 'gpt_question_fallback',
    'gpt_question_timeout', 'gpt_thumbs_down_given', 'gpt_thumbs_up_given'
)
using coalesce(sum(events), 0)
group by tenant_id, process_id, module_id, event_date;

create table marts.fct_module_handover_daily as
pivot (from module_events where module = 'handover')
on event_name in (
    'handover_email_sent'
)
using coalesce(sum(events), 0)
group by tenant_id, process_id, module_id, event_date;

create table marts.fct_module_home_view_daily as
pivot (from module_events where module = 'home_view')
on event_name in (
    'home_view_opened', 'home_view_screen_time'
)
using coalesce(sum(events), 0)
group by tenant_id, process_id, module_id, event_date;

create table marts.fct_module_instant_win_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    total(events, event_name, ['win_lost']) as lost,
    total(events, event_name, ['win_participant_bpmn_process']) as win_participant_bpmn_process,
    total(events, event_name, [
        'win_participant_bpmn_sub_process'
    ]) as win_participant_bpmn_sub_process,
    total(customers, event_name, ['win_participation']) as participants,
    total(events, event_name, ['win_participation']) as participations,
    total(events, event_name, ['win_won']) as won
from module_events
where module = 'instant_win'
group by all;

create table marts.fct_module_intent_daily as
pivot (from module_events where module = 'intent')
on event_name in (
    'intent_evaluated', 'intent_matched'
)
using coalesce(sum(events), 0)
group by tenant_id, process_id, module_id, event_date;

create table marts.fct_module_jump_daily as
pivot (from module_events where module = 'jump')
on event_name in (
    'jump_auto'
)
using coalesce(sum(events), 0)
group by tenant_id, process_id, module_id, event_date;

create table marts.fct_module_link_daily as
pivot (from module_events where module = 'link')
on event_name in (
    'link_clicked', 'markdown_link_clicked'
)
using coalesce(sum(events), 0)
group by tenant_id, process_id, module_id, event_date;

create table marts.fct_module_live_chat_daily as
pivot (from module_events where module = 'live_chat')
on event_name in (
    'live_chat_duration', 'live_chat_ended', 'live_chat_started'
)
using coalesce(sum(events), 0)
group by tenant_id, process_id, module_id, event_date;

create table marts.fct_module_loyalty_points_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    total(events, event_name, ['loyalty_first_received']) as first_time_receivers,
    total(customers, event_name, ['loyalty_points_emitted']) as receiving_customers,
    total(events, event_name, ['loyalty_referral']) as referrals,
    total(events, event_name, ['loyalty_reward_redeemed']) as rewards_redeemed
from module_events
where module = 'loyalty_points' or event_name = 'loyalty_reward_redeemed'
group by all;

create table marts.fct_module_mail_daily as
pivot (from module_events where module = 'mail')
on event_name in (
    'mail_sent', 'mail_to_customer_sent'
)
using coalesce(sum(events), 0)
group by tenant_id, process_id, module_id, event_date;

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
    total(events, event_name, [
        'newsletter_double_opt_in', 'profiling_double_opt_in', 'reminder_double_opt_in',
        'sms_double_opt_in', 'web_push_double_opt_in'
    ]) as double_opt_ins,
    total(events, event_name, [
        'newsletter_opt_out', 'profiling_opt_out', 'reminder_opt_out'
    ]) as opt_outs,
    total(events, event_name, [
        'newsletter_single_opt_in', 'profiling_single_opt_in', 'reminder_single_opt_in',
        'sms_single_opt_in', 'web_push_single_opt_in'
    ]) as single_opt_ins,
    total(events, event_name, [
        'newsletter_single_opt_in_asked', 'profiling_single_opt_in_asked',
        'reminder_single_opt_in_asked', 'sms_single_opt_in_asked',
        'web_push_single_opt_in_asked'
    ]) as asked,
    total(events, event_name, [
        'newsletter_single_opt_in_rejected', 'profiling_single_opt_in_rejected',
        'reminder_single_opt_in_rejected', 'sms_single_opt_in_rejected',
        'web_push_single_opt_in_rejected'
    ]) as single_opt_in_rejections,
    total(events, event_name, ['sms_opt_in_code_sent']) as codes_sent,
    total(events, event_name, ['web_push_opt_in_subscription_request']) as subscription_requests,
    total(events, event_name, ['web_push_subscription_gone']) as subscriptions_gone
from module_events
where module = 'opt_ins'
group by all;

create table marts.fct_module_personal_data_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    total(customers, event_name, ['birthdate_entered']) as birthdate,
    total(customers, event_name, ['email_entered']) as email,
    total(customers, event_name, ['firstname_entered']) as first_name,
    total(events, event_name, ['gender_diverse']) as gender_diverse,
    total(customers, event_name, ['gender_entered']) as gender,
    total(events, event_name, ['gender_female']) as gender_female,
    total(events, event_name, ['gender_male']) as gender_male,
    total(customers, event_name, ['lastname_entered']) as last_name,
    total(customers, event_name, ['password_entered']) as password,
    total(customers, event_name, ['phone_number_entered']) as phone_number,
    total(events, event_name, ['postal_address_confirmed']) as postal_address_confirmed,
    total(customers, event_name, ['postal_address_updated']) as postal_address
from module_events
where module = 'personal_data'
group by all;

create table marts.fct_module_platform_daily as
pivot (from module_events where module = 'platform')
on event_name in (
    'platform_facebook', 'platform_rest', 'platform_viber', 'platform_wechat',
    'platform_whatsapp'
)
using coalesce(sum(events), 0)
group by tenant_id, process_id, module_id, event_date;

create table marts.fct_module_prize_daily as
pivot (from module_events where module = 'prize')
on event_name in (
    'main_prize_sent', 'prize_details_sent', 'prize_sent'
)
using coalesce(sum(events), 0)
group by tenant_id, process_id, module_id, event_date;

create table marts.fct_module_proceed_daily as
pivot (from module_events where module = 'proceed')
on event_name in (
    'proceed_confirmed'
)
using coalesce(sum(events), 0)
group by tenant_id, process_id, module_id, event_date;

create table marts.fct_module_process_daily as
pivot (from module_events where module = 'process')
on event_name in (
    'end', 'interaction', 'participant_bpmn_process', 'process_liked', 'reset', 'restart',
    'start', 'sub_process_visited'
)
using coalesce(sum(events), 0)
group by tenant_id, process_id, module_id, event_date;

create table marts.fct_module_pub_sub_daily as
pivot (from module_events where module = 'pub_sub')
on event_name in (
    'pub_sub_failed', 'pub_sub_published'
)
using coalesce(sum(events), 0)
group by tenant_id, process_id, module_id, event_date;

create table marts.fct_module_questionnaire_daily as
pivot (from module_events where module = 'questionnaire')
on event_name in (
    'data_collection_answer', 'data_collection_answer_idontknow',
    'data_collection_question', 'data_collection_question_answered',
    'data_collection_variable_set', 'questionnaire_question'
)
using coalesce(sum(events), 0)
group by tenant_id, process_id, module_id, event_date;

create table marts.fct_module_quiz_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    total(events, event_name, ['quiz_answer', 'quiz_answer_freetext']) as answers,
    total(events, event_name, ['quiz_answer_correct']) as correct,
    total(events, event_name, ['quiz_answer_freetext']) as free_text,
    total(events, event_name, ['quiz_answer_incorrect']) as incorrect,
    total(events, event_name, ['quiz_answer_not_freetext']) as predefined,
    total(events, event_name, ['quiz_question']) as questions
from module_events
where module = 'quiz'
group by all;

create table marts.fct_module_reach_five_daily as
pivot (from module_events where module = 'reach_five')
on event_name in (
    'reach_five_authenticate_consent_1', 'reach_five_authenticate_consent_2',
    'reach_five_authenticate_consent_3', 'reach_five_birthdate_entered',
    'reach_five_firstname_entered', 'reach_five_sign_in', 'reach_five_sign_up',
    'reach_five_sign_up_personal_data_requested', 'reach_five_sign_up_requested'
)
using coalesce(sum(events), 0)
group by tenant_id, process_id, module_id, event_date;

create table marts.fct_module_redemptions_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    total(events, event_name, ['loyalty_reward_redeemed', 'reward_redeemed']) as redemptions
from module_events
where module = 'redemptions'
group by all;

create table marts.fct_module_return_jump_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    total(events, event_name, ['jump_persistent_1']) as option_1,
    total(events, event_name, ['jump_persistent_2']) as option_2,
    total(events, event_name, ['jump_persistent_3']) as option_3,
    total(events, event_name, ['jump_persistent_4']) as option_4,
    total(events, event_name, ['jump_persistent_5']) as option_5
from module_events
where module = 'return_jump'
group by all;

create table marts.fct_module_screen_time_daily as
pivot (from module_events where module = 'screen_time')
on event_name in (
    'screen_time'
)
using coalesce(sum(events), 0)
group by tenant_id, process_id, module_id, event_date;

create table marts.fct_module_session_daily as
pivot (from module_events where module = 'session')
on event_name in (
    'session_interacted', 'session_started'
)
using coalesce(sum(events), 0)
group by tenant_id, process_id, module_id, event_date;

create table marts.fct_module_share_link_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    total(events, event_name, ['share_email']) as email,
    total(events, event_name, ['share_facebook']) as facebook,
    total(events, event_name, ['share_link']) as link,
    total(events, event_name, ['share_native']) as native,
    total(events, event_name, ['share_twitter']) as twitter,
    total(events, event_name, ['share_whatsapp']) as whatsapp
from module_events
where module = 'share_link'
group by all;

create table marts.fct_module_sign_in_daily as
select
    tenant_id,
    process_id,
    module_id,
    event_date,
    total(events, event_name, ['sign_in']) as sign_ins,
    total(customers, event_name, ['sign_in']) as signed_in_customers,
    total(events, event_name, ['sign_in_email_address_blocked']) as email_addresses_blocked,
    total(events, event_name, ['sign_in_ip_address_blocked']) as ip_addresses_blocked,
    total(events, event_name, ['sign_in_pin_failed']) as pin_failed,
    total(events, event_name, ['sign_in_pin_mail_sent']) as pin_mails_sent,
    total(events, event_name, ['sign_in_pin_succeeded']) as pin_succeeded,
    total(events, event_name, ['sign_out']) as sign_outs,
    total(events, event_name, ['sign_up']) as new_customers,
    total(events, event_name, ['sign_up_requested']) as sign_up_requests
from module_events
where module = 'sign_in'
group by all;

create table marts.fct_module_snapshot_daily as
pivot (from module_events where module = 'snapshot')
on event_name in (
    'snapshot_barcode_scanned', 'snapshot_image_uploaded'
)
using coalesce(sum(events), 0)
group by tenant_id, process_id, module_id, event_date;

create table marts.fct_module_story_daily as
pivot (from module_events where module = 'story')
on event_name in (
    'story_read'
)
using coalesce(sum(events), 0)
group by tenant_id, process_id, module_id, event_date;

create table marts.fct_module_terms_daily as
pivot (from module_events where module = 'terms')
on event_name in (
    'terms_accepted', 'terms_rejected'
)
using coalesce(sum(events), 0)
group by tenant_id, process_id, module_id, event_date;

create table marts.fct_module_user_agent_daily as
pivot (from module_events where module = 'user_agent')
on event_name in (
    'user_agent_desktop', 'user_agent_mobile'
)
using coalesce(sum(events), 0)
group by tenant_id, process_id, module_id, event_date;

create table marts.fct_module_variable_daily as
pivot (from module_events where module = 'variable')
on event_name in (
    'variable_set'
)
using coalesce(sum(events), 0)
group by tenant_id, process_id, module_id, event_date;

create table marts.fct_module_welcome_daily as
pivot (from module_events where module = 'welcome')
on event_name in (
    'welcome_sent', 'welcome_sent_recurrent', 'welcome_sent_recurrent_named'
)
using coalesce(sum(events), 0)
group by tenant_id, process_id, module_id, event_date;
