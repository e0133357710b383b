"""The event names the chatbot platform documents, the shares its list lacks, and own ones."""

import csv
from pathlib import Path

_NAMES = """
    hide load open show close
    advent_calendar_door_asked advent_calendar_door_opened appointment_created
    api_exception api_http_connect_timeout_exception api_http_status_code
    api_http_status_code_400 api_http_status_code_403 api_http_status_code_404
    api_http_status_code_500 api_http_timeout_exception api_socket_timeout_exception
    audio_message_requested audio_message_uploaded birthdate_entered
    code_entered code_entered_correct code_entered_incorrect code_registered
    coupon_code_issued coupon_code_uploaded customer_updated
    data_collection_answer data_collection_answer_idontknow data_collection_question
    data_collection_question_answered data_collection_variable_set
    data_collection_nps_survey_score_0 data_collection_nps_survey_score_1
    data_collection_nps_survey_score_2 data_collection_nps_survey_score_3
    data_collection_nps_survey_score_4 data_collection_nps_survey_score_5
    data_collection_nps_survey_score_6 data_collection_nps_survey_score_7
    data_collection_nps_survey_score_8 data_collection_nps_survey_score_9
    data_collection_nps_survey_score_10
    end email_entered firstname_entered
    gender_diverse gender_entered gender_female gender_male
    gpt_question_answered gpt_question_asked gpt_question_fallback gpt_question_timeout
    gpt_thumbs_down_given gpt_thumbs_up_given
    handover_email_sent home_view_opened home_view_screen_time
    intent_evaluated intent_matched interaction
    jump_auto jump_decision_question jump_decision_1 jump_decision_2 jump_decision_3
    jump_decision_4 jump_decision_5 jump_decision_6 jump_decision_7
    jump_persistent_1 jump_persistent_2 jump_persistent_3 jump_persistent_4 jump_persistent_5
    lastname_entered link_clicked live_chat_duration live_chat_ended live_chat_started
    loyalty_first_received loyalty_points_emitted loyalty_points_spent loyalty_referral
    loyalty_reward_redeemed mail_sent mail_to_customer_sent main_prize_sent markdown_link_clicked
    newsletter_double_opt_in newsletter_opt_out newsletter_single_opt_in
    newsletter_single_opt_in_asked newsletter_single_opt_in_rejected
    nps_survey_free_text_answered
    nps_survey_score_0 nps_survey_score_1 nps_survey_score_2 nps_survey_score_3
    nps_survey_score_4 nps_survey_score_5 nps_survey_score_6 nps_survey_score_7
    nps_survey_score_8 nps_survey_score_9 nps_survey_score_10
    participant_bpmn_process participant_giveaway participation password_entered
    phone_number_entered platform_facebook platform_rest platform_viber platform_wechat
    platform_whatsapp postal_address_confirmed postal_address_updated
    prize_details_sent prize_sent proceed_confirmed process_liked
    profiling_double_opt_in profiling_opt_out profiling_single_opt_in
    profiling_single_opt_in_asked profiling_single_opt_in_rejected
    pub_sub_failed pub_sub_published questionnaire_question
    quiz_answer quiz_answer_correct quiz_answer_freetext quiz_answer_incorrect
    quiz_answer_not_freetext quiz_question
    reach_five_authenticate_consent_1 reach_five_authenticate_consent_2
    reach_five_authenticate_consent_3 reach_five_birthdate_entered reach_five_firstname_entered
    reach_five_sign_in reach_five_sign_up reach_five_sign_up_personal_data_requested
    reach_five_sign_up_requested
    reminder_double_opt_in reminder_opt_out reminder_single_opt_in
    reminder_single_opt_in_asked reminder_single_opt_in_rejected
    reset restart reward_redeemed screen_time session_interacted session_started
    sign_in sign_in_email_address_blocked sign_in_ip_address_blocked sign_in_pin_failed
    sign_in_pin_mail_sent sign_in_pin_succeeded sign_out sign_up sign_up_requested
    sms_double_opt_in sms_opt_in_code_sent sms_single_opt_in sms_single_opt_in_asked
    sms_single_opt_in_rejected snapshot_barcode_scanned snapshot_image_uploaded
    start story_read sub_process_visited terms_accepted terms_rejected
    user_agent_desktop user_agent_mobile variable_set
    web_push_double_opt_in web_push_opt_in_subscription_request web_push_single_opt_in
    web_push_single_opt_in_asked web_push_single_opt_in_rejected web_push_subscription_gone
    welcome_sent welcome_sent_recurrent welcome_sent_recurrent_named
    win_lost win_participant_bpmn_process win_participant_bpmn_sub_process win_participation
    win_won
    beiersdorf_api_post_consumers_subscription beiersdorf_api_post_users_care_profile
    beiersdorf_api_post_users_channel_permissions beiersdorf_api_post_users_consents
    beiersdorf_api_post_users_engagements beiersdorf_api_post_users_memberships
    beiersdorf_api_post_users_profile beiersdorf_api_post_users_subscriptions
    beiersdorf_api_put_users_password beiersdorf_sign_in beiersdorf_sign_in_via_cookie
    beiersdorf_sign_up beiersdorf_sign_up_requested beiersdorf_verification_code_failed
    beiersdorf_verification_code_succeeded
    share_facebook share_email share_twitter share_whatsapp share_native share_link
"""
CATALOGUED = frozenset(_NAMES.split())
CUSTOM_EVENTS_SEED = Path(__file__).parents[2] / "seeds" / "custom_events.csv"


def seeded_custom_events() -> frozenset[str]:
    """The names of the events that a user has added to the catalogue."""
    with CUSTOM_EVENTS_SEED.open(encoding="utf-8", newline="") as file:
        return frozenset(row["event_name"] for row in csv.DictReader(file))
