"""Finding the program a question names."""

from __future__ import annotations

import pytest
from funding_builders import shipped

from bot.funding.about import about


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("what about Canada Summer Jobs?", "canada-summer-jobs"),
        ("Emplois d'été Canada, c'est encore ouvert?", "canada-summer-jobs"),
        ("does swpp apply", "swpp"),
        ("Mitacs", "mitacs-accelerate"),
        ("the mitacs business strategy internship", "mitacs-bsi"),
        ("Riipen", "riipen-level-up"),
        ("riipen futurepath", "riipen-futurepath"),
        ("CDAP", "cdap"),
        ("le PCAN existe encore", "cdap"),
        ("bc-tech-coop-grants", "bc-tech-coop-grants"),
        ("SR&ED", "sred"),
        ("la RS&DE", "sred"),
        ("lien d’avenir", "nb-lien-davenir"),
        ("accueillez un stagiaire", "qc-accueillez-un-stagiaire"),
        ("Programme d’aide SECPAP", "nl-secpap"),
    ],
)
def test_a_program_is_found_by_id_name_or_alias_in_either_language(text: str, expected: str) -> None:
    found = about(text, shipped())
    assert found is not None and found.id == expected


@pytest.mark.parametrize("text", ["", "how much money could I get", "seed money", "to accelerate our growth"])
def test_a_question_that_names_no_program_finds_none(text: str) -> None:
    assert about(text, shipped()) is None


def test_every_program_answers_to_its_names() -> None:
    known = shipped()
    for program in (*known.programs.values(), *known.closed.values()):
        for name in (program.id, program.name.en, program.name.fr, *program.aliases):
            assert about(name, known) == program, name
