"""Why something is so, as a code and the facts it rests on; words are attached at the edge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Reason:
    """A code with the profile fields it cites and the values its sentence needs.

    `facts` names profile fields the owner gave (never one she did not); `values` are (name, value) pairs for wording.
    """

    code: str
    facts: tuple[str, ...] = ()
    values: tuple[tuple[str, Any], ...] = ()

    @property
    def named_values(self) -> dict[str, Any]:
        """The values by name."""
        return dict(self.values)
