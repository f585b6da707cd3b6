"""Which programs are offered, and how surely."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from funding_builders import TODAY, a_profile, knowledge_with, offers, shipped

from bot.funding.eligibility import fund
from bot.knowledge.program import Condition

MISLEADING: list[tuple[str, dict[str, Any], tuple[str, ...]]] = [
    ("industry_project", {"province": "ON"}, ("swpp", "on-coop-education-tax-credit")),
    ("industry_project", {"province": "BC"}, ("swpp", "canada-summer-jobs", "mitacs-bsi", "bc-tech-coop-grants")),
    ("consulting", {"province": "BC"}, ("swpp", "canada-summer-jobs", "mitacs-bsi", "bc-tech-coop-grants")),
    (
        "incubator_support",
        {"province": "BC", "headcount": 2, "budget_cad": 0},
        ("bc-tech-coop-grants", "mitacs-bsi", "swpp", "mitacs-accelerate"),
    ),
    (
        "online_project",
        {"province": "NL", "headcount": 1, "budget_cad": 150},
        ("nl-secpap", "atl-wilworks-youth-manufacturing", "cdap", "nl-summer-employment-students"),
    ),
    (
        "competition",
        {"province": "QC"},
        ("qc-accueillez-un-stagiaire", "canada-summer-jobs", "swpp", "qc-on-the-job-training-credit"),
    ),
    ("consulting", {"province": "NB"}, ("mitacs-bsi", "canada-summer-jobs", "swpp", "nb-seed")),
    (
        "micro_placement",
        {"province": "AB"},
        ("ab-youth-employment-incentive", "ab-talented-yyc", "swpp", "ab-first-jobs"),
    ),
]
HELPFUL: list[tuple[str, dict[str, Any], tuple[str, ...]]] = [
    (
        "industry_project",
        {"province": "ON"},
        ("bher-wil-partnerships", "course-projects", "cewil-ihub", "technology-access-centres"),
    ),
    (
        "industry_project",
        {"province": "BC"},
        ("bher-wil-partnerships", "course-projects", "cewil-ihub", "technology-access-centres"),
    ),
    (
        "incubator_support",
        {"province": "BC", "headcount": 2, "budget_cad": 0},
        ("experience-ventures", "riipen-level-up"),
    ),
    ("online_project", {"province": "NL", "headcount": 1, "budget_cad": 150}, ("riipen-level-up",)),
    ("consulting", {"province": "NB"}, ("nb-lien-davenir", "riipen-futurepath")),
    ("micro_placement", {"province": "AB"}, ("campus-connect", "bher-wil-partnerships")),
]


@pytest.mark.parametrize(("format_id", "facts", "ids"), MISLEADING)
def test_a_misleading_program_is_never_listed_as_money_for_her(
    format_id: str, facts: dict[str, Any], ids: tuple[str, ...]
) -> None:
    offered = offers(format_id, **facts)
    assert not [id_ for id_ in ids if id_ in offered and offered[id_].eligibility == "yes"]


@pytest.mark.parametrize(("format_id", "facts", "ids"), HELPFUL)
def test_a_helpful_program_is_shown(format_id: str, facts: dict[str, Any], ids: tuple[str, ...]) -> None:
    offered = offers(format_id, **facts)
    assert all(offered[id_].eligibility in ("yes", "unknown") for id_ in ids)


def test_a_course_project_asks_nothing_so_it_is_a_yes_where_it_fits() -> None:
    offer = offers("industry_project")["course-projects"]
    assert (offer.eligibility, offer.missing, offer.estimate) == ("yes", (), None)


def test_the_shortlist_comes_first_in_its_order() -> None:
    order = shipped().shortlist["consulting"]
    listed = tuple(offers("consulting", province="NB"))
    assert listed[: len(order)] == order


def test_help_for_graduates_comes_last() -> None:
    listed = offers("incubator_support", province="QC").values()
    flags = ["not_for_students" in offer.flags for offer in listed]
    assert True in flags
    assert flags == sorted(flags)


def test_an_unsaid_province_leaves_a_provincial_program_unknown_and_is_the_question() -> None:
    offer = offers("consulting")["nb-lien-davenir"]
    assert (offer.eligibility, offer.missing[0], offer.question) == ("unknown", "province", "province")


def test_another_province_leaves_a_provincial_program_out() -> None:
    assert "nb-lien-davenir" not in offers("consulting", province="BC")


def test_a_region_inside_a_province_is_missing_not_guessed() -> None:
    offer = offers("micro_placement", province="AB")["ab-talented-yyc"]
    assert offer.eligibility == "unknown"
    assert "region" in offer.missing


def test_a_student_status_nobody_stated_is_missing() -> None:
    assert "student_status" in offers("online_project")["riipen-level-up"].missing


def test_four_days_rule_out_a_four_week_minimum() -> None:
    offer = offers("micro_placement", province="AB", duration_days=4)["swpp"]
    assert (offer.eligibility, offer.missing, offer.question) == ("no", (), None)
    assert offer.reasons[0].facts == ("duration_days",)


def test_no_cash_rules_out_a_refund_of_wages() -> None:
    assert offers("online_project", budget_cad=0)["swpp"].eligibility == "no"


def test_a_sector_named_elsewhere_rules_out_and_an_unclear_one_does_not() -> None:
    ruled = offers("industry_project", province="ON", sector="bakery")["on-ovin-automotive-innovation-challenge"]
    asked = offers("industry_project", province="ON", sector="family firm")["on-ovin-automotive-innovation-challenge"]
    assert (ruled.eligibility, asked.eligibility) == ("no", "unknown")
    assert asked.missing[0] == "program_sector" and asked.question is None


def test_profile_questions_come_before_what_no_profile_states() -> None:
    missing = offers("online_project")["swpp"].missing
    assert missing.index("budget_cad") < missing.index("payroll")


def test_a_program_without_recent_proof_is_never_a_sure_yes() -> None:
    known = knowledge_with("course-projects", status="unverified")
    offer = fund("industry_project", a_profile(), known, TODAY)[0]
    assert (offer.program.id, offer.eligibility, offer.missing) == ("course-projects", "unknown", ("program_running",))


def test_the_source_is_the_page_of_the_program_or_its_newest_text_that_is_no_mirror() -> None:
    listed = offers("online_project", province="NL")
    assert listed["riipen-level-up"].source == listed["riipen-level-up"].program.info_url
    mirrors = {
        source.url for program in shipped().programs.values() for source in program.sources if source.type == "mirror"
    }
    assert listed["nl-summer-employment-students"].source not in mirrors


def test_age_and_doubt_are_flagged() -> None:
    listed = offers("micro_placement", province="AB")
    assert {"unverified", "stale"} <= set(listed["ab-first-jobs"].flags)
    assert {"intermittent", "enhanced_rate_possible"} <= set(listed["swpp"].flags)
    assert "in_kind" in listed["campus-connect"].flags


def test_one_stated_fact_is_enough_to_rule_a_program_out() -> None:
    known = knowledge_with("course-projects", requires=(Condition(fact="headcount", at_most=Decimal(50)),))
    verdicts = [fund("industry_project", a_profile(headcount=n), known, TODAY)[0].eligibility for n in (50, 51, None)]
    assert verdicts == ["yes", "no", "unknown"]
