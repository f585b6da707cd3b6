"""A message called foreign, and what an owner clearly says in it."""

from bot.nlu.reconsider import CLEAR, reconsider

FOREIGN = [{"name": "out_of_scope", "confidence": 0.9}, {"name": "inform", "confidence": 0.06}]
OURS = list(reversed(FOREIGN))
CLEARLY = ("need_area", "web_digital", CLEAR + 0.1)
FAINTLY = ("barrier", "limited_budget", 0.1)
WEATHER = ("caution", "unpaid", 0.1)
STUDENT = ("pointer", "student", 0.1)


def test_a_clear_need_makes_a_message_hers() -> None:
    ranking, labels = reconsider(FOREIGN, [CLEARLY, FAINTLY])
    assert [(each["name"], each["confidence"]) for each in ranking] == [("inform", 0.9), ("out_of_scope", 0.06)]
    assert labels == [CLEARLY, FAINTLY]


def test_a_faint_one_does_not_and_is_dropped_with_the_rest_kept() -> None:
    assert reconsider(FOREIGN, [FAINTLY, WEATHER]) == (FOREIGN, [WEATHER])


def test_a_student_with_a_clear_field_of_work_stays_a_student() -> None:
    assert reconsider(FOREIGN, [CLEARLY, STUDENT]) == (FOREIGN, [STUDENT])


def test_a_fact_of_a_strangers_is_dropped_and_makes_no_message_hers() -> None:
    remote = ("work_mode", "remote", CLEAR + 0.1)
    assert reconsider(FOREIGN, [remote]) == (FOREIGN, [])
    assert reconsider(OURS, [remote]) == (OURS, [remote])


def test_our_own_messages_are_left_alone() -> None:
    assert reconsider(OURS, [FAINTLY, STUDENT]) == (OURS, [FAINTLY, STUDENT])
    assert reconsider([], [FAINTLY]) == ([], [FAINTLY])
