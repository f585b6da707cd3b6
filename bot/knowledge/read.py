"""Turn what a YAML file says into frozen values, driven by their type hints, so that the schema exists once."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


class BadKnowledge(ValueError):
    """A knowledge file cannot be used; `file`, `field` and `reason` say which, where and why."""

    def __init__(self, file: str, field: str, reason: str) -> None:
        super().__init__(f"{file}: {field or 'the whole file'}: {reason}")
        self.file = file
        self.field = field
        self.reason = reason


def read(kind: type[T], data: Any, file: str, field: str = "") -> T:
    """The value of type `kind` that `data` describes; raises `BadKnowledge` naming `file` and the field at fault."""
    value: T = _value(kind, data, file, field)
    return value


def _value(kind: Any, data: Any, file: str, field: str) -> Any:
    origin = get_origin(kind)
    if origin in (types.UnionType, Union):
        return None if data is None else _value(_named_member(kind), data, file, field)
    if origin is tuple:
        return _items(get_args(kind)[0], data, file, field)
    if origin is Literal:
        return _choice(get_args(kind), data, file, field)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping(get_args(kind)[1], data, file, field)
    if is_dataclass(kind):
        return _record(kind, data, file, field)
    return _plain(kind, data, file, field)


def _named_member(kind: Any) -> Any:
    return next(member for member in get_args(kind) if member is not type(None))


def _items(kind: Any, data: Any, file: str, field: str) -> tuple[Any, ...]:
    if not isinstance(data, list):
        raise BadKnowledge(file, field, "is not a list")
    return tuple(_value(kind, item, file, f"{field}[{place}]") for place, item in enumerate(data))


def _mapping(kind: Any, data: Any, file: str, field: str) -> dict[str, Any]:
    if not isinstance(data, dict) or not all(isinstance(key, str) for key in data):
        raise BadKnowledge(file, field, "is not a mapping with text keys (quote ON, yes, no and numbers)")
    return {key: _value(kind, item, file, _below(field, key)) for key, item in data.items()}


def _choice(choices: tuple[Any, ...], data: Any, file: str, field: str) -> Any:
    if data not in choices or isinstance(data, bool):
        raise BadKnowledge(file, field, f"{data!r} is not one of {', '.join(map(str, choices))}")
    return data


@cache
def _shape(kind: type) -> tuple[tuple[Field[Any], Any], ...]:
    hints = get_type_hints(kind)
    return tuple((field, hints[field.name]) for field in fields(kind))


def _record(kind: Any, data: Any, file: str, field: str) -> Any:
    if not isinstance(data, dict):
        raise BadKnowledge(file, field, "is not a mapping")
    shape = _shape(kind)
    _refuse_unknown(data, {each.name for each, _ in shape}, file, field)
    values = {}
    for each, hint in shape:
        if each.name in data:
            values[each.name] = _value(hint, data[each.name], file, _below(field, each.name))
        elif each.default is MISSING and each.default_factory is MISSING:
            raise BadKnowledge(file, _below(field, each.name), "is missing")
    return kind(**values)


def _refuse_unknown(data: Mapping[Any, Any], names: set[str], file: str, field: str) -> None:
    for key in data:
        if key not in names:
            raise BadKnowledge(file, _below(field, str(key)), "is not a known key")


def _plain(kind: Any, data: Any, file: str, field: str) -> Any:
    reader = _PLAIN[kind]
    value = None if data is None else reader(data)
    if value is None:
        raise BadKnowledge(file, field, f"{data!r} is not {_PLAIN_NAMES[kind]}")
    return value


def _text(data: Any) -> str | None:
    return data if isinstance(data, str) and data.strip() else None


def _number(data: Any) -> float | None:
    return data if isinstance(data, (int, float)) and not isinstance(data, bool) else None


def _whole(data: Any) -> int | None:
    return data if isinstance(data, int) and not isinstance(data, bool) else None


def _money(data: Any) -> Decimal | None:
    return Decimal(str(data)) if _number(data) is not None else None


def _truth(data: Any) -> bool | None:
    return data if isinstance(data, bool) else None


def _day(data: Any) -> date | None:
    return data if isinstance(data, date) else None


_PLAIN: dict[Any, Callable[[Any], Any]] = {
    str: _text,
    float: _number,
    int: _whole,
    Decimal: _money,
    bool: _truth,
    date: _day,
}
_PLAIN_NAMES = {
    str: "a text",
    float: "a number",
    int: "a whole number",
    Decimal: "an amount",
    bool: "true or false",
    date: "a date (YYYY-MM-DD)",
}


def _below(field: str, name: str) -> str:
    return f"{field}.{name}" if field else name
