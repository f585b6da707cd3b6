"""Contact answers: kept in one written form, or refused with a reason."""

from __future__ import annotations

from bot.intake.contact import READERS, InvalidContact, normalise
from bot.intake.ticket import reference_in

SEEDS = (
    "Marie-Ève O'Neil-Roy", "marie.roy+wil@exemple.qc.ca", "mailto:a@b.ca;", "<a@b.ca>, c@d.ca",
    "+1 (506) 555-0123 poste 12", "506.555.0123 ou 5065550124", "+33 1 23 45 67 89", "wil 7f3k2q", "WIL-7F3K2Q",
)  # fmt: skip


def check(text: str) -> None:
    """What is kept reads the same again, on one line and without markup."""
    for field in READERS:
        try:
            kept = normalise(field, text)
        except InvalidContact as refused:
            assert (refused.field, bool(refused.problem)) == (field, True)
            continue
        assert normalise(field, kept) == kept
        assert not set(kept) & set("<>\n\r\t\x00")
        assert kept.isprintable()
    reference = reference_in(text)
    assert reference is None or reference_in(reference) == reference
