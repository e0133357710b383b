"""What happens inside each kind of process module.

Every function takes the walk of visitors who have just entered the module, emits its events, and
leaves `walk.active` at those who are ready for the next module.
"""

from __future__ import annotations

import json

import numpy as np

from orchestration.sample.codes import CODE_COUNT, code_of, coupon_of
from orchestration.sample.people import address_of, email_of, phone_of
from orchestration.sample.walk import Walk


def _json(**fields: object) -> str:
    return json.dumps(fields, separators=(",", ":"), ensure_ascii=False)


_LINKS = tuple(
    _json(url=f"https://shop.example.org/{page}")
    for page in ("beans", "grinders", "gift-cards", "sale", "stores?near=me", "newsletter")
)
_QUESTIONS = (
    ("q1", "Where does the coffee plant come from?", ("Ethiopia", "Brazil", "Iceland"), 0),
    ("q2", "How hot should the water be?", ("80 °C", "94 °C", "100 °C"), 1),
    ("q3", "Which one is no brewing method?", ("Filter", "Espresso", "Gliding"), 2),
)
_PRAISE = ("Friendly and quick.", "I found what I was looking for.", "Great fun, thank you!")
_NEUTRAL = ("It was fine.", "Good, but a bit long.", "Works as expected.")
_COMPLAINTS = ("Too many questions.", "My question was not answered.", "I had to wait too long.")
_ANSWER_TEXTS = tuple(
    tuple(_json(text=text) for text in texts) for texts in (_COMPLAINTS, _NEUTRAL, _PRAISE)
)
_SCORE_WEIGHTS = (2, 1, 2, 2, 3, 5, 6, 13, 20, 21, 25)
_FIRST_NAMES = ("Alex", "Charlie", "Kim", "Robin", "Sam", "Toni")
_LAST_NAMES = ("Example", "Muster", "Placeholder", "Sample", "Specimen")
_GENDERS = ("female", "male", "diverse")


def welcome(walk: Walk) -> None:
    """Greet, and lose those who only look; the others have interacted."""
    newcomer = walk.active & (walk.is_new | ~walk.is_known)
    walk.emit("welcome_sent", newcomer)
    walk.emit("welcome_sent_recurrent", walk.active & ~newcomer)
    walk.pause(2, 25)
    walk.active = walk.some(walk.active, 0.78)
    walk.emit("interaction")
    walk.emit("participant_bpmn_process", walk.active & (walk.is_new | ~walk.is_known))


def terms(walk: Walk) -> None:
    """Ask for consent to the terms; nobody goes on without."""
    walk.pause(3, 40)
    accepted, rejected = walk.split(walk.active, 0.93)
    walk.emit("terms_accepted", accepted)
    walk.emit("terms_rejected", rejected)
    walk.active = accepted


def quiz(walk: Walk) -> None:
    """Three questions; some stop in between."""
    for question_id, question, options, right in _QUESTIONS:
        walk.emit("quiz_question", payload=_json(question_id=question_id, question=question))
        walk.pause(4, 60)
        walk.active = walk.some(walk.active, 0.95)
        weights = [3.0 if number == right else 1.0 for number in range(len(options))]
        choice = walk.choose(weights)
        texts = [
            _json(question_id=question_id, question=question, answer=option) for option in options
        ]
        payload = np.array(texts, dtype=object)[choice]
        walk.emit("quiz_answer", payload=payload)
        walk.emit("quiz_answer_correct", walk.active & (choice == right), payload)
        walk.emit("quiz_answer_incorrect", walk.active & (choice != right), payload)


def giveaway(walk: Walk) -> None:
    """Take part in the draw."""
    walk.pause(2, 20)
    taking_part = walk.some(walk.active, 0.85)
    walk.emit("participation", taking_part)
    walk.emit("participant_giveaway", taking_part & (walk.is_new | ~walk.is_known))


def instant_win(walk: Walk) -> None:
    """Win or lose at once; winners see their prize."""
    walk.pause(2, 20)
    walk.emit("win_participation")
    won, lost = walk.split(walk.active, 0.06)
    walk.emit("win_won", won)
    walk.emit("win_lost", lost)
    walk.emit("prize_sent", won)


def newsletter(walk: Walk) -> None:
    """Ask for the newsletter; the confirmation by e-mail follows within minutes."""
    walk.emit("newsletter_single_opt_in_asked")
    walk.pause(3, 45)
    agreed, declined = walk.split(walk.active, 0.55)
    walk.emit("newsletter_single_opt_in", agreed)
    walk.emit("newsletter_single_opt_in_rejected", declined)
    walk.pause(20, 240)
    walk.emit("newsletter_double_opt_in", walk.some(agreed, 0.7))


def web_push(walk: Walk) -> None:
    """Ask for web push messages."""
    walk.emit("web_push_single_opt_in_asked")
    walk.pause(2, 20)
    agreed, declined = walk.split(walk.active, 0.4)
    walk.emit("web_push_single_opt_in", agreed)
    walk.emit("web_push_single_opt_in_rejected", declined)
    walk.emit("web_push_opt_in_subscription_request", agreed)
    walk.emit("web_push_double_opt_in", walk.some(agreed, 0.6))


def sign_in(walk: Walk) -> None:
    """Register newcomers and recognise the others by a PIN sent by mail."""
    walk.emit("sign_up_requested", walk.active & (walk.is_new | ~walk.is_known))
    known = walk.active & walk.is_known
    walk.pause(5, 60)
    walk.emit("email_entered", known, lambda who: _personal(walk, who, "email"))
    sent, late = walk.split(known, 0.97)
    walk.emit("api_http_timeout_exception", late, lambda who: _late_mails(walk, who))
    walk.emit("sign_in_pin_mail_sent", sent)
    walk.pause(10, 120)
    right, wrong = walk.split(sent, 0.92)
    walk.emit("sign_in_pin_failed", wrong)
    walk.emit("sign_in_pin_succeeded", right)
    walk.emit("sign_up", right & walk.is_new)
    walk.emit("sign_in", right & ~walk.is_new)


def personal_data(walk: Walk) -> None:
    """Collect a name and, from some, a phone number, a birthdate, the gender and an address."""
    walk.pause(5, 60)
    known = walk.active & walk.is_known
    walk.emit("firstname_entered", known, lambda who: _personal(walk, who, "first_name"))
    walk.emit("lastname_entered", known, lambda who: _personal(walk, who, "last_name"))
    walk.pause(5, 60)
    phone = walk.some(known, 0.4)
    walk.emit("phone_number_entered", phone, lambda who: _personal(walk, who, "phone"))
    birthdate = walk.some(known, 0.3)
    walk.emit("birthdate_entered", birthdate, lambda who: _personal(walk, who, "birthdate"))
    telling = walk.some(known, 0.3)
    walk.emit("gender_entered", telling)
    for number, gender in enumerate(_GENDERS):
        walk.emit(f"gender_{gender}", telling & (walk.customer % len(_GENDERS) == number))
    walk.pause(5, 60)
    moved = walk.some(known, 0.35)
    walk.emit("postal_address_updated", moved, lambda who: _addresses(walk, who))
    walk.emit("customer_updated", known)


def loyalty(walk: Walk) -> None:
    """Award points; a few spend them on a reward straight away."""
    walk.pause(1, 10)
    points = np.array([10.0, 20.0, 50.0])[walk.choose((5, 3, 1))]
    walk.emit("loyalty_points_emitted", payload=_number_texts("points", points), value=points)
    walk.emit("loyalty_first_received", walk.active & walk.is_new)
    spending = walk.some(walk.active & walk.is_known & ~walk.is_new, 0.2)
    walk.pause(5, 60)
    spent = np.full(len(walk.active), 100.0)
    walk.emit("loyalty_points_spent", spending, _number_texts("points", spent), spent)
    walk.emit("loyalty_reward_redeemed", spending, lambda who: _rewards(walk, who))


def coupon_code(walk: Walk) -> None:
    """Issue a coupon code to those with a customer id."""
    walk.pause(1, 10)

    def codes(who: np.ndarray) -> list[str]:
        return [_json(code=coupon_of(number)) for number in walk.customer[who].tolist()]

    walk.emit("coupon_code_issued", walk.active & walk.is_known, codes)


def code_entry(walk: Walk) -> None:
    """Enter the code of a receipt; some mistype it."""
    walk.pause(5, 60)
    entering = walk.some(walk.active, 0.5)
    numbers = walk.generator.integers(0, CODE_COUNT, size=len(walk.active))
    right, wrong = walk.split(entering, 0.85)
    numbers[wrong] += CODE_COUNT
    payload = np.array([_json(code=code_of(number)) for number in numbers.tolist()], dtype=object)
    walk.emit("code_entered", entering, payload)
    walk.emit("code_entered_incorrect", wrong, payload)
    walk.emit("code_entered_correct", right, payload)
    walk.emit("code_registered", right, payload)


def snapshot(walk: Walk) -> None:
    """Send a picture."""

    def files(who: np.ndarray) -> list[str]:
        names = [f"bike-{moment % 1_000_000:06d}.jpg" for moment in walk.clock[who].tolist()]
        return [_json(file_url=f"https://files.example.org/{name}", file_name=name)
                for name in names]  # fmt: skip

    walk.pause(5, 90)
    walk.emit("snapshot_image_uploaded", walk.some(walk.active, 0.4), files)


def decision_jump(walk: Walk) -> None:
    """Ask which way to go."""
    walk.emit("jump_decision_question")
    walk.pause(2, 40)
    choice = walk.choose((5, 3, 2))
    for number in range(3):
        option = f"jump_decision_{number + 1}"
        walk.emit(option, walk.active & (choice == number), _json(option=number + 1))


def questionnaire(walk: Walk) -> None:
    """Ask two questions of taste."""
    tastes = {
        "taste": ("fruity", "chocolate", "nutty"),
        "strength": ("mild", "medium", "strong"),
    }
    for question_id, options in tastes.items():
        walk.emit("data_collection_question", payload=_json(question_id=question_id))
        walk.pause(3, 45)
        walk.active = walk.some(walk.active, 0.95)
        answers = walk.pick([_json(question_id=question_id, answer=option) for option in options])
        walk.emit("data_collection_answer", payload=answers)
        walk.emit("data_collection_question_answered", payload=answers)


def products(walk: Walk) -> None:
    """Show products; some follow a link, a few more than one."""
    walk.pause(5, 90)
    clicking = walk.some(walk.active, 0.6)
    walk.emit("link_clicked", clicking, walk.pick(_LINKS))
    walk.pause(5, 90)
    walk.emit("link_clicked", walk.some(clicking, 0.3), walk.pick(_LINKS))


def tasting(walk: Walk) -> None:
    """Book a tasting: an event of the customer's own, in no catalogue."""
    walk.pause(5, 60)
    walk.emit("tasting_booked", walk.some(walk.active, 0.5), _json(name="guests", value="2"))


def test_ride(walk: Walk) -> None:
    """Book a test ride: an event of the customer's own, in no catalogue."""
    walk.pause(5, 60)
    booking = walk.some(walk.active, 0.3)
    walk.emit("appointment_created", booking)
    walk.emit("test_ride_booked", booking)


def variable(walk: Walk) -> None:
    """Remember the favourite product."""
    texts = [_json(name="favourite", value=value, scope="customer") for value in ("house", "decaf")]
    walk.emit("variable_set", payload=walk.pick(texts))


def gpt(walk: Walk) -> None:
    """Ask questions in free text; some answers get a thumb."""
    walk.pause(5, 60)
    walk.emit("gpt_question_asked")
    walk.pause(1, 6)
    answered, failed = walk.split(walk.active, 0.88)
    walk.emit("gpt_question_answered", answered)
    walk.emit("gpt_question_fallback", failed)
    walk.pause(2, 30)
    walk.emit("gpt_thumbs_up_given", walk.some(answered, 0.2))
    walk.emit("gpt_thumbs_down_given", walk.some(failed, 0.3))


def intent(walk: Walk) -> None:
    """Match a free text with an intent."""
    walk.pause(3, 45)
    walk.emit("intent_evaluated")
    walk.emit("intent_matched", walk.some(walk.active, 0.7))


def live_chat(walk: Walk) -> None:
    """Talk to an agent for two to twelve minutes; a few never see an end."""
    walk.pause(5, 60)
    walk.emit("live_chat_started")
    before = walk.clock.copy()
    walk.pause(120, 720)
    seconds = ((walk.clock - before) // 1000).astype(float)
    ended = walk.some(walk.active, 0.93)
    walk.emit("live_chat_ended", ended, _number_texts("seconds", seconds), seconds)


def nps(walk: Walk) -> None:
    """Ask how likely a recommendation is, and why."""
    _nps(walk, "nps_survey_score_", with_text=True)


def nps_question(walk: Walk) -> None:
    """The same question inside a questionnaire, without the why."""
    _nps(walk, "data_collection_nps_survey_score_", with_text=False)


def share(walk: Walk) -> None:
    """Offer to share the chat with friends."""
    walk.pause(2, 20)
    choice = walk.choose((2, 1, 5))
    sharing = walk.some(walk.active, 0.3)
    for number, channel in enumerate(("email", "facebook", "whatsapp")):
        walk.emit(f"share_{channel}", sharing & (choice == number))


def _nps(walk: Walk, prefix: str, *, with_text: bool) -> None:
    walk.pause(3, 45)
    walk.active = walk.some(walk.active, 0.8)
    scores = walk.choose(_SCORE_WEIGHTS)
    for score in range(11):
        walk.emit(f"{prefix}{score}", walk.active & (scores == score))
    if with_text:
        walk.pause(5, 120)
        answering = walk.some(walk.active, 0.45)
        mood = (scores >= 7).astype(int) + (scores >= 9)
        for number, texts in enumerate(_ANSWER_TEXTS):
            who = answering & (mood == number)
            walk.emit("nps_survey_free_text_answered", who, walk.pick(texts))


def _number_texts(key: str, values: np.ndarray) -> np.ndarray:
    texts = np.empty(len(values), dtype=object)
    texts[:] = [f'{{"{key}":{int(value)}}}' for value in values.tolist()]
    return texts


def _personal(walk: Walk, who: np.ndarray, key: str) -> list[str]:
    """Personal data made up from the customer's number, so that it never changes."""
    numbers = walk.customer[who].tolist()
    made_up = {
        "email": email_of,
        "phone": phone_of,
        "first_name": lambda number: _FIRST_NAMES[number % len(_FIRST_NAMES)],
        "last_name": lambda number: _LAST_NAMES[number % len(_LAST_NAMES)],
        "birthdate": lambda number: f"{1950 + number % 55}-{number % 12 + 1:02d}-15",
    }[key]
    return [f'{{"{key}":"{made_up(number)}"}}' for number in numbers]


def _addresses(walk: Walk, who: np.ndarray) -> list[str]:
    return [_json(**address_of(number)) for number in walk.customer[who].tolist()]


def _rewards(walk: Walk, who: np.ndarray) -> list[str]:
    """A reward, for every other customer with the address that it is to be sent to."""
    reward = {"points": 100, "reward_id": "mug", "reward_name": "Enamel mug"}
    return [
        _json(**reward, **(address_of(number) if number % 2 else {}))
        for number in walk.customer[who].tolist()
    ]


def _late_mails(walk: Walk, who: np.ndarray) -> list[str]:
    """What is logged when the mail service does not answer, with the trace of the call."""
    return [
        _json(level="error", message="The mail service did not answer.", trace_id=f"{moment:032x}")
        for moment in walk.clock[who].tolist()
    ]
