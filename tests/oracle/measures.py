"""The measures of the module marts, and the events behind each, as the definitions tell them."""

from __future__ import annotations

# Measures that are numbers of events.
COUNTED: dict[str, dict[str, tuple[str, ...]]] = {
    "opt_ins": {
        "asked": (
            "web_push_single_opt_in_asked",
            "profiling_single_opt_in_asked",
            "reminder_single_opt_in_asked",
            "sms_single_opt_in_asked",
            "newsletter_single_opt_in_asked",
        ),
        "single_opt_ins": (
            "web_push_single_opt_in",
            "profiling_single_opt_in",
            "reminder_single_opt_in",
            "sms_single_opt_in",
            "newsletter_single_opt_in",
        ),
        "single_opt_in_rejections": (
            "web_push_single_opt_in_rejected",
            "profiling_single_opt_in_rejected",
            "reminder_single_opt_in_rejected",
            "sms_single_opt_in_rejected",
            "newsletter_single_opt_in_rejected",
        ),
        "double_opt_ins": (
            "web_push_double_opt_in",
            "profiling_double_opt_in",
            "reminder_double_opt_in",
            "sms_double_opt_in",
            "newsletter_double_opt_in",
        ),
        "opt_outs": ("profiling_opt_out", "reminder_opt_out", "newsletter_opt_out"),
        "subscription_requests": ("web_push_opt_in_subscription_request",),
        "subscriptions_gone": ("web_push_subscription_gone",),
        "codes_sent": ("sms_opt_in_code_sent",),
    },
    "share_link": {
        "facebook": ("share_facebook",),
        "email": ("share_email",),
        "twitter": ("share_twitter",),
        "whatsapp": ("share_whatsapp",),
        "native": ("share_native",),
        "link": ("share_link",),
    },
    "sign_in": {
        "sign_ins": ("sign_in",),
        "pin_mails_sent": ("sign_in_pin_mail_sent",),
        "pin_succeeded": ("sign_in_pin_succeeded",),
        "pin_failed": ("sign_in_pin_failed",),
        "new_customers": ("sign_up",),
        "sign_up_requests": ("sign_up_requested",),
        "sign_outs": ("sign_out",),
        "email_addresses_blocked": ("sign_in_email_address_blocked",),
        "ip_addresses_blocked": ("sign_in_ip_address_blocked",),
    },
    "decision_jump": {
        "questions": ("jump_decision_question",),
        **{f"option_{number}": (f"jump_decision_{number}",) for number in range(1, 8)},
    },
    "return_jump": {f"option_{number}": (f"jump_persistent_{number}",) for number in range(1, 6)},
    "loyalty_points": {
        "first_time_receivers": ("loyalty_first_received",),
        "rewards_redeemed": ("loyalty_reward_redeemed",),
        "referrals": ("loyalty_referral",),
    },
    "redemptions": {"redemptions": ("reward_redeemed", "loyalty_reward_redeemed")},
    "quiz": {
        "questions": ("quiz_question",),
        "answers": ("quiz_answer", "quiz_answer_freetext"),
        "correct": ("quiz_answer_correct",),
        "incorrect": ("quiz_answer_incorrect",),
        "free_text": ("quiz_answer_freetext",),
        "predefined": ("quiz_answer_not_freetext",),
        "images_uploaded": ("snapshot_image_uploaded",),
    },
    "instant_win": {
        "participations": ("win_participation",),
        "won": ("win_won",),
        "lost": ("win_lost",),
        "win_participant_bpmn_process": ("win_participant_bpmn_process",),
        "win_participant_bpmn_sub_process": ("win_participant_bpmn_sub_process",),
    },
    "giveaway": {
        "participations": ("participation",),
        "participant_giveaway": ("participant_giveaway",),
    },
    "coupon_code": {
        "uploaded": ("coupon_code_uploaded",),
        "issued": ("coupon_code_issued",),
        "entered": ("code_entered",),
    },
    "code_entry": {
        "entered": ("code_entered",),
        "correct": ("code_entered_correct",),
        "incorrect": ("code_entered_incorrect",),
        "registered": ("code_registered",),
    },
    "appointment": {"created": ("appointment_created",)},
    "personal_data": {
        "gender_diverse": ("gender_diverse",),
        "gender_female": ("gender_female",),
        "gender_male": ("gender_male",),
        "postal_address_confirmed": ("postal_address_confirmed",),
    },
}

# Measures that are distinct customers of one event.
CUSTOMERS: dict[str, dict[str, str]] = {
    "sign_in": {"signed_in_customers": "sign_in"},
    "loyalty_points": {"receiving_customers": "loyalty_points_emitted"},
    "instant_win": {"participants": "win_participation"},
    "giveaway": {"participants": "participation"},
    "personal_data": {
        "birthdate": "birthdate_entered",
        "gender": "gender_entered",
        "first_name": "firstname_entered",
        "last_name": "lastname_entered",
        "email": "email_entered",
        "phone_number": "phone_number_entered",
        "postal_address": "postal_address_updated",
        "password": "password_entered",
    },
}

# Measures that add up the points of one event.
POINTS: dict[str, dict[str, str]] = {
    "loyalty_points": {"points_awarded": "loyalty_points_emitted"},
    "redemptions": {"points_redeemed": "loyalty_points_spent"},
}

# The other modules: one measure per event, of the same name.
_ONE_MEASURE_PER_EVENT = {
    "advent_calendar": "advent_calendar_door_asked advent_calendar_door_opened",
    "api": """
        api_exception api_http_connect_timeout_exception api_http_status_code
        api_http_status_code_400 api_http_status_code_403 api_http_status_code_404
        api_http_status_code_500 api_http_timeout_exception api_socket_timeout_exception
    """,
    "audio_message": "audio_message_requested audio_message_uploaded",
    "beiersdorf": """
        beiersdorf_api_post_consumers_subscription beiersdorf_api_post_users_care_profile
        beiersdorf_api_post_users_channel_permissions beiersdorf_api_post_users_consents
        beiersdorf_api_post_users_engagements beiersdorf_api_post_users_memberships
        beiersdorf_api_post_users_profile beiersdorf_api_post_users_subscriptions
        beiersdorf_api_put_users_password beiersdorf_sign_in beiersdorf_sign_in_via_cookie
        beiersdorf_sign_up beiersdorf_sign_up_requested beiersdorf_verification_code_failed
        beiersdorf_verification_code_succeeded
    """,
    "chat_window": "load open show hide close",
    "customer": "customer_updated",
    "gpt": """
        gpt_question_answered gpt_question_asked gpt_question_fallback gpt_question_timeout
        gpt_thumbs_down_given gpt_thumbs_up_given
    """,
    "handover": "handover_email_sent",
    "home_view": "home_view_opened home_view_screen_time",
    "intent": "intent_evaluated intent_matched",
    "jump": "jump_auto",
    "link": "link_clicked markdown_link_clicked",
    "live_chat": "live_chat_duration live_chat_ended live_chat_started",
    "mail": "mail_sent mail_to_customer_sent",
    "platform": """
        platform_facebook platform_rest platform_viber platform_wechat platform_whatsapp
    """,
    "prize": "main_prize_sent prize_details_sent prize_sent",
    "proceed": "proceed_confirmed",
    "process": """
        start end interaction reset restart process_liked participant_bpmn_process
        sub_process_visited
    """,
    "pub_sub": "pub_sub_failed pub_sub_published",
    "questionnaire": """
        data_collection_answer data_collection_answer_idontknow data_collection_question
        data_collection_question_answered data_collection_variable_set questionnaire_question
    """,
    "reach_five": """
        reach_five_authenticate_consent_1 reach_five_authenticate_consent_2
        reach_five_authenticate_consent_3 reach_five_birthdate_entered
        reach_five_firstname_entered reach_five_sign_in reach_five_sign_up
        reach_five_sign_up_personal_data_requested reach_five_sign_up_requested
    """,
    "screen_time": "screen_time",
    "session": "session_interacted session_started",
    "snapshot": "snapshot_barcode_scanned snapshot_image_uploaded",
    "story": "story_read",
    "terms": "terms_accepted terms_rejected",
    "user_agent": "user_agent_desktop user_agent_mobile",
    "variable": "variable_set",
    "welcome": "welcome_sent welcome_sent_recurrent welcome_sent_recurrent_named",
}
COUNTED |= {
    mart: {name: (name,) for name in names.split()}
    for mart, names in _ONE_MEASURE_PER_EVENT.items()
}

# Events that the type of their module takes to one mart, and all other types to another one.
BY_MODULE_TYPE = {
    "code_entered": ("coupon_code", "coupon_code", "code_entry"),
    "snapshot_image_uploaded": ("quiz", "quiz", "snapshot"),
}


def events_of(mart: str) -> frozenset[str]:
    """The names of all events that any measure of the module's mart reads."""
    return frozenset(
        [name for names in COUNTED.get(mart, {}).values() for name in names]
        + [*CUSTOMERS.get(mart, {}).values(), *POINTS.get(mart, {}).values()]
    )
