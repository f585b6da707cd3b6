"""The domain, the rules, the actions and the profile say the same things, in both languages."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import re
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import yaml

import actions
from bot.dialogue.converse import MOVES
from bot.dialogue.talk import STEPS
from bot.profile import CONTACT_FIELDS, FORMATS, PROFILE_FIELDS, Profile

ROOT = Path(__file__).resolve().parents[2]
PLAIN_INTENTS = """
greet goodbye thank affirm deny inform request_recommendation explain_recommendation list_formats ask_format
compare_formats ask_funding request_human ask_ticket_status change_language restart delete_data complain bot_challenge
capabilities out_of_scope
""".split()  # noqa: SIM905
TOPICS = """
what_is_wil difference_from_coop cost_to_employer time_commitment supervision student_pay insurance_liability
ip_confidentiality international_students start_dates remote_work student_quality how_students_are_found
benefits_evidence hiring_after who_is_the_intermediary privacy paperwork
""".split()  # noqa: SIM905
INTENTS = {*PLAIN_INTENTS, *(f"faq_{topic}" for topic in TOPICS)}
STATE_SLOTS = """
advised asked asking cautions consent explained looked_up misses paused ticket_ref topic unknowns wish
""".split()  # noqa: SIM905
SPOKEN_ENTITIES = {"need_area": "need_areas", "goal": "goals", "barrier": "barriers"}
FRENCH = [{"type": "slot", "name": "language", "value": "fr"}]


def _read(path: Path) -> Any:
    return yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)


DOMAIN = _read(ROOT / "domain.yml")
RESPONSES = DOMAIN["responses"]
RULES = [rule for path in sorted((ROOT / "data/rules").glob("*.yml")) for rule in _read(path)["rules"]]


def _variants(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    french, english = RESPONSES[name]
    return french, english


def _placeholders(variant: dict[str, Any]) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(variant["text"]) if name}


def _python(*folders: str) -> str:
    return "\n".join(path.read_text("utf-8") for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))


@pytest.mark.parametrize("name", sorted(RESPONSES))
def test_a_response_has_a_french_variant_under_a_condition_and_english_by_default(name: str) -> None:
    assert len(RESPONSES[name]) == 2
    french, english = _variants(name)
    assert french["condition"] == FRENCH
    assert set(french) - {"condition"} == set(english)
    assert "channel" not in english


@pytest.mark.parametrize("name", sorted(RESPONSES))
def test_both_variants_of_a_response_offer_the_same_things(name: str) -> None:
    french, english = _variants(name)
    assert _placeholders(french) == _placeholders(english)
    for key in ("type", "slot"):
        assert french.get("custom", {}).get(key) == english.get("custom", {}).get(key)
    payloads = [[button["payload"] for button in variant.get("buttons", ())] for variant in (french, english)]
    assert payloads[0] == payloads[1]


def _payloads() -> list[str]:
    found = {button["payload"] for name in RESPONSES for v in RESPONSES[name] for button in v.get("buttons", ())}
    return sorted(found)


@pytest.mark.parametrize("payload", _payloads())
def test_a_button_says_what_the_assistant_understands(payload: str) -> None:
    intent, brace, facts = payload.format().removeprefix("/").partition("{")
    assert intent in INTENTS
    for entity, value in json.loads(brace + facts or "{}").items():
        assert entity in DOMAIN["entities"]
        field = SPOKEN_ENTITIES.get(entity, entity)
        if field in PROFILE_FIELDS:
            Profile.from_mapping({field: [value] if field in SPOKEN_ENTITIES.values() else value})


def test_the_intents_are_those_of_the_vocabulary() -> None:
    assert set(DOMAIN["intents"]) == INTENTS


def test_every_intent_has_one_rule_of_one_step() -> None:
    """Save `restart`: Rasa's own rule leads it to `action_restart`, which is ours."""
    steps = [rule["steps"] for rule in RULES]
    assert all(len(step) == 2 and set(step[0]) == {"intent"} and set(step[1]) == {"action"} for step in steps)
    assert sorted(step[0]["intent"] for step in steps) == sorted(INTENTS - {"restart"})


def test_rules_domain_code_and_moves_name_the_same_actions() -> None:
    named = {rule["steps"][1]["action"] for rule in RULES} | {"action_restart"}
    assert set(DOMAIN["actions"]) == named == _actions_written() == {f"action_{move}" for move in MOVES}


def _actions_written() -> set[str]:
    from actions.base import MoveAction

    modules = [importlib.import_module(f"actions.{m.name}") for m in pkgutil.iter_modules(actions.__path__)]
    classes = {each for module in modules for _, each in inspect.getmembers(module, inspect.isclass)}
    return {f"action_{each.move}" for each in classes if issubclass(each, MoveAction) and each is not MoveAction}


def test_the_slots_are_the_facts_the_contact_fields_and_the_state_of_the_talk() -> None:
    assert set(DOMAIN["slots"]) == {*PROFILE_FIELDS, *CONTACT_FIELDS, *STATE_SLOTS}


def test_no_slot_steers_the_rules_and_none_fills_itself() -> None:
    for name, slot in DOMAIN["slots"].items():
        assert slot["influence_conversation"] is False, name
        assert slot["mappings"] == [{"type": "custom"}], name


def test_every_list_of_the_domain_is_sorted() -> None:
    for part in ("intents", "entities", "actions"):
        assert DOMAIN[part] == sorted(DOMAIN[part])
    for part in ("slots", "responses"):
        assert list(DOMAIN[part]) == sorted(DOMAIN[part])


@pytest.mark.parametrize("field", [field for field in (*PROFILE_FIELDS, *CONTACT_FIELDS) if field != "language"])
def test_every_question_has_its_words_and_says_why_it_is_asked(field: str) -> None:
    for variant, explained in zip(_variants(f"utter_ask_{field}"), _variants(f"utter_explain_{field}"), strict=True):
        assert variant["custom"] == {"type": "question", "slot": field, "why": variant["custom"]["why"]}
        assert variant["custom"]["why"] == explained["text"]


@pytest.mark.parametrize("field", CONTACT_FIELDS)
def test_every_contact_field_can_say_that_it_is_wrong(field: str) -> None:
    assert f"utter_invalid_{field}" in RESPONSES


def test_every_response_the_code_names_is_in_the_domain() -> None:
    named = set(re.findall(r"\butter_[a-z_]*[a-z]\b(?!\{)", _python("bot/dialogue", "actions")))
    whole = {name for name in named if not any(name == f"utter_{start}" for start in ("ask", "explain", "status"))}
    assert whole - {"utter_message", "utter_pointer", "utter_invalid"} <= set(RESPONSES)


def test_every_response_of_the_domain_is_said_somewhere() -> None:
    text = _python("bot/dialogue", "actions")
    made = ("utter_ask_", "utter_explain_", "utter_invalid_", "utter_status_", "utter_pointer_")
    assert not [name for name in RESPONSES if name not in text and not name.startswith(made)]


def test_every_status_a_ticket_can_have_has_its_words() -> None:
    from bot.intake.ticket import STATUSES

    assert {f"utter_status_{status}" for status in STATUSES} <= set(RESPONSES)


def test_every_step_that_is_no_field_is_no_field() -> None:
    assert not set(STEPS) & {*PROFILE_FIELDS, *CONTACT_FIELDS}


def test_format_buttons_name_formats_that_exist() -> None:
    named = [json.loads(p.format().removeprefix("/ask_format"))["format"] for p in _payloads() if '"format"' in p]
    assert set(named) <= set(FORMATS)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_rasa_finds_nothing_to_say_against_the_data(recwarn: pytest.WarningsRecorder) -> None:
    """What `rasa data validate --fail-on-warnings` checks, without its blind spots (the tests above)."""
    from rasa.shared.importers.importer import TrainingDataImporter
    from rasa.validator import Validator

    importer = TrainingDataImporter.load_from_config(
        str(ROOT / "config.yml"), str(ROOT / "domain.yml"), [str(ROOT / "data")]
    )
    validator = Validator.from_importer(importer)
    assert validator.verify_domain_validity()
    assert validator.verify_intents(ignore_warnings=False)
    assert validator.verify_example_repetition_in_intents(ignore_warnings=False)
    assert validator.verify_actions_in_stories_rules()
    assert validator.verify_story_structure(ignore_warnings=False)
    assert validator.verify_slot_mappings()
    said = [str(each.message) for each in recwarn if issubclass(each.category, UserWarning)]
    assert not [each for each in said if "auto-fill" not in each]  # our slots are set by the actions alone
