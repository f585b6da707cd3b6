"""What a message waves off, and what it blames instead."""

from __future__ import annotations

import pytest

from bot.nlu.contrast import contrast_features


@pytest.mark.parametrize(
    ("text", "denied", "blamed"),
    [
        ("it isn't the money and it isn't the room, it's the paperwork", {"MONEY", "SPACE"}, {"RIGID"}),
        ("cost isn't the issue, paperwork is", {"PAY"}, {"RIGID"}),
        ("space we have, time we have, cash we don't", {"SPACE", "TIME"}, {"MONEY"}),
        ("Budget ok, desk ok, supervision nope", {"MONEY", "SPACE"}, {"SUPERVISE"}),
        ("neither the money nor the space worries me", {"MONEY", "SPACE"}, set()),
        ("c'est ni le budget ni le local, c'est la paperasse", {"MONEY", "SPACE"}, {"RIGID"}),
        ("l'argent c'est beau, le local c'est beau, c'est l'encadrement qui manque", {"MONEY", "SPACE"}, {"SUPERVISE"}),
        ("le bureau on l'a, l'argent on l'a, le temps on l'a pas", {"MONEY", "SPACE"}, {"TIME"}),
        ("la paperasse me fait pas peur", {"RIGID"}, set()),
    ],
)
def test_the_concepts_denied_and_blamed(text: str, denied: set[str], blamed: set[str]) -> None:
    assert set(contrast_features(text)) == {f"denied {c}" for c in denied} | {f"blamed {c}" for c in blamed}


@pytest.mark.parametrize(
    "text",
    [
        "pas de budget, pas de place",
        "not enough money, not enough room",
        "we have neither the money nor the people",
        "on a ni l'argent ni le temps",
        "we need someone for our books",
        "",
    ],
)
def test_a_want_is_no_denial(text: str) -> None:
    assert contrast_features(text) == ["-"]
