"""Contact answers are kept in one written form, or refused with a code."""

from __future__ import annotations

import pytest

from bot.intake.contact import Contact, InvalidContact, normalise


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("contact_name", "  Marie-Ève\tO'Neill ", "Marie-Ève O'Neill"),
        ("contact_name", "李", "李"),
        ("company_name", "Frites & Cie. (2019) inc.", "Frites & Cie. (2019) inc."),
        ("company_name", "E\u0301picerie", "Épicerie"),
        ("email", "Marie.Cormier+web@Chez-Nous.EXAMPLE", "Marie.Cormier+web@chez-nous.example"),
        ("email", "c'est marie@exemple.ca.", "marie@exemple.ca"),
        ("email", "<mailto:marie@exemple.ca>", "marie@exemple.ca"),
        ("email", "rené@éléphant.ca", "rené@éléphant.ca"),
        ("phone", "5065550147", "506-555-0147"),
        ("phone", "+1 (506) 555 0147", "506-555-0147"),
        ("phone", "1-506-555-0147", "506-555-0147"),
        ("phone", "506.555.0147 poste 12", "506-555-0147 x12"),
        ("phone", "appelez au 506 555-0147 après 5 h", "506-555-0147"),
        ("phone", "506-555-0147, ext. 3", "506-555-0147 x3"),
    ],
)
def test_an_answer_is_kept_in_its_written_form(field: str, typed: str, kept: str) -> None:
    assert normalise(field, typed) == kept


@pytest.mark.parametrize(
    ("field", "typed", "problem"),
    [
        ("contact_name", " \n ", "empty"),
        ("contact_name", "\u200b", "empty"),
        ("contact_name", "x" * 121, "too_long"),
        ("contact_name", "<b>Marie</b>", "markup"),
        ("contact_name", "Ma\x00rie", "control_characters"),
        ("contact_name", "?!", "no_letters"),
        ("company_name", "<script>", "markup"),
        ("email", "marie at exemple.ca", "not_an_email"),
        ("email", "marie@exemple", "not_an_email"),
        ("email", "marie..x@exemple.ca", "not_an_email"),
        ("email", "marie@-exemple.ca", "not_an_email"),
        ("email", "a@b.ca ou c@d.ca", "several_emails"),
        ("email", "a" * 65 + "@b.ca", "not_an_email"),
        ("email", "a" * 600, "too_long"),
        ("phone", "555-0147", "not_a_phone"),
        ("phone", "+33 6 12 34 56 78", "not_a_phone"),
        ("phone", "+44 2072838750", "not_a_phone"),
        ("phone", "911-555-0147", "not_a_phone"),
        ("phone", "106-555-0147", "not_a_phone"),
        ("phone", "50655501478", "not_a_phone"),
        ("phone", "506-555-0147 ou 506-555-0148", "several_phones"),
        ("sin", "046 454 286", "unknown_field"),
    ],
)
def test_what_a_field_cannot_hold_is_refused_with_a_code(field: str, typed: str, problem: str) -> None:
    with pytest.raises(InvalidContact) as refused:
        normalise(field, typed)
    assert (refused.value.field, refused.value.problem) == (field, problem)


def test_a_written_form_is_read_as_itself() -> None:
    for field, value in {"email": "a.b@c.ca", "phone": "506-555-0147 x12", "contact_name": "Li"}.items():
        assert normalise(field, value) == value


def test_a_phone_is_enough_without_an_email() -> None:
    assert Contact("Marie", "Frites", phone="506-555-0147").missing() == ()
    assert Contact("Marie").missing() == ("company_name", "email")
