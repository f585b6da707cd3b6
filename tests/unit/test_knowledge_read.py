"""Reading values out of what YAML says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import pytest

from bot.knowledge.read import BadKnowledge, read
from bot.language import Bilingual


@dataclass(frozen=True)
class Sample:
    name: Bilingual
    price: Decimal | None
    day: date
    kind: Literal["grant", "loan"]
    notes: Mapping[str, tuple[int, ...]]
    open: bool = True


def a_sample(**changes: Any) -> dict[str, Any]:
    whole = {
        "name": {"en": "Grant", "fr": "Subvention"},
        "price": 11.67,
        "day": date(2026, 11, 22),
        "kind": "grant",
        "notes": {"a": [1, 2]},
    }
    return {**whole, **changes}


def test_values_take_the_types_the_dataclass_declares() -> None:
    value = read(Sample, a_sample(), "a.yml")
    assert value == Sample(
        Bilingual("Grant", "Subvention"), Decimal("11.67"), date(2026, 11, 22), "grant", {"a": (1, 2)}
    )


def test_an_unknown_amount_stays_unknown() -> None:
    assert read(Sample, a_sample(price=None), "a.yml").price is None


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"name": {"en": "Grant"}}, "name.fr", "is missing"),
        ({"name": {"en": "Grant", "fr": "  "}}, "name.fr", "is not a text"),
        ({"price": "ten"}, "price", "'ten' is not an amount"),
        ({"price": True}, "price", "True is not an amount"),
        ({"day": "2026-13-01"}, "day", "'2026-13-01' is not a date"),
        ({"kind": "gift"}, "kind", "'gift' is not one of grant, loan"),
        ({"notes": {"a": [1, 2.5]}}, "notes.a[1]", "2.5 is not a whole number"),
        ({"notes": {True: []}}, "notes", "is not a mapping with text keys"),
        ({"open": "yes"}, "open", "'yes' is not true or false"),
        ({"colour": "red"}, "colour", "is not a known key"),
    ],
)
def test_a_bad_value_is_refused_by_file_field_and_reason(changes: dict[str, Any], field: str, reason: str) -> None:
    with pytest.raises(BadKnowledge) as caught:
        read(Sample, a_sample(**changes), "grants/a.yml")
    assert (caught.value.file, caught.value.field) == ("grants/a.yml", field)
    assert reason in caught.value.reason
    assert str(caught.value).startswith(f"grants/a.yml: {field}: ")
