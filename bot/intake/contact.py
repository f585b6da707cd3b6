"""Contact answers: what each may hold, in one written form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Final

from bot.profile import CONTACT_FIELDS

TEXT_MAX: Final = 120
EMAIL_MAX: Final = 254
EMAIL: Final = re.compile(
    r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*"
    r"@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,63}"
)
PHONE: Final = re.compile(
    r"(?<![\d+])(?:\+?1[\s.-]?)?\(?([2-9](?!11)\d\d)\)?[\s.-]?([2-9](?!11)\d\d)[\s.-]?(\d{4})(?!\d)"
    r"(?:\s*,?\s*(?:poste|ext\.?|extension|x|#)\s*(\d{1,6}))?",
    re.IGNORECASE,
)
FOREIGN: Final = re.compile(r"\+(?!1)\d")


class InvalidContact(ValueError):
    """A contact answer cannot be kept; `field` names it.

    `problem` is a code for wording: unknown_field, empty, too_long, markup, control_characters, no_letters,
    not_an_email, several_emails, not_a_phone, several_phones, missing.
    """

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


@dataclass(frozen=True)
class Contact:
    """Whom to call back; an empty text means "not given"."""

    contact_name: str = ""
    company_name: str = ""
    email: str = ""
    phone: str = ""

    @classmethod
    def from_fields(cls, fields: Mapping[str, str]) -> Contact:
        """The contact held in `fields`; unknown names are ignored."""
        return cls(**{name: fields[name] for name in CONTACT_FIELDS if fields.get(name)})

    def to_dict(self) -> dict[str, str]:
        """The answers given, by field name."""
        return {name: value for name, value in asdict(self).items() if value}

    def missing(self) -> tuple[str, ...]:
        """The fields still needed before a request can leave: a name, a company, and an e-mail or a phone."""
        needed = tuple(name for name in ("contact_name", "company_name") if not getattr(self, name))
        return needed if self.email or self.phone else (*needed, "email")


def normalise(field: str, value: str) -> str:
    """`value` in the one form we keep it in; raises `InvalidContact`.

    E-mails and phones may sit inside a short sentence; a phone becomes `506-555-0123` (and `x12` for an extension).
    """
    if field not in READERS:
        raise InvalidContact(field, "unknown_field")
    shown = (c for c in unicodedata.normalize("NFC", value) if unicodedata.category(c) != "Cf")
    text = " ".join("".join(shown).split())
    if not text:
        raise InvalidContact(field, "empty")
    if any(unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") for c in text):
        raise InvalidContact(field, "control_characters")
    return READERS[field](field, text)


def _read_text(field: str, text: str) -> str:
    if len(text) > TEXT_MAX:
        raise InvalidContact(field, "too_long")
    if "<" in text or ">" in text:
        raise InvalidContact(field, "markup")
    if not any(c.isalnum() for c in text):
        raise InvalidContact(field, "no_letters")
    return text


def _read_email(field: str, text: str) -> str:
    if len(text) > 2 * EMAIL_MAX:
        raise InvalidContact(field, "too_long")
    found = {word.strip("<>()[]\"',;:.!?").removeprefix("mailto:") for word in text.split() if "@" in word}
    if len(found) > 1:
        raise InvalidContact(field, "several_emails")
    email = next(iter(found), "")
    if len(email) > EMAIL_MAX or not EMAIL.fullmatch(email) or len(email.split("@")[0]) > 64:
        raise InvalidContact(field, "not_an_email")
    local, domain = email.split("@")
    return f"{local}@{domain.lower()}"


def _read_phone(field: str, text: str) -> str:
    if len(text) > 2 * TEXT_MAX:
        raise InvalidContact(field, "too_long")
    found = {match.groups() for match in PHONE.finditer(text)}
    if not found or FOREIGN.search(text):
        raise InvalidContact(field, "not_a_phone")
    if len(found) > 1:
        raise InvalidContact(field, "several_phones")
    area, exchange, line, extension = found.pop()
    return f"{area}-{exchange}-{line}" + (f" x{extension}" if extension else "")


READERS: Final[Mapping[str, Callable[[str, str], str]]] = {
    "contact_name": _read_text,
    "company_name": _read_text,
    "email": _read_email,
    "phone": _read_phone,
}
