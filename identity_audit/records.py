"""Frozen dataclasses as JSON and back. What comes back may be anybody's: every value has the type that is declared.

A class with a `kind` writes it beside its fields, so that one of several classes is found again.
"""

from __future__ import annotations

import json
import math
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from identity_audit.safe_text import clean
from identity_audit.schema import NAME_LIMIT


def plain(value: Any) -> Any:
    """A value in JSON's types: dataclasses as objects, tuples as lists, times as ISO."""
    match value:
        case datetime():
            return value.isoformat()
        case list() | tuple():
            return [plain(part) for part in value]
    if is_dataclass(value) and not isinstance(value, type):
        kind = {"kind": value.kind} if hasattr(value, "kind") else {}
        return {**kind, **{field.name: plain(getattr(value, field.name)) for field in fields(value)}}
    return value


def dumps(value: Any) -> str:
    """The value as JSON text."""
    return json.dumps(plain(value))


def loads(hint: Any, text: Any) -> Any:
    """The value of this type that `dumps` wrote. Raises ValueError for anything else."""
    try:
        return build(hint, json.loads(text))
    except (TypeError, RecursionError) as error:
        raise ValueError("not JSON") from error


def build(hint: Any, data: Any) -> Any:
    """The value of this type that `plain` wrote; strings cleaned as at import, times with their zone.

    hint: a dataclass, tuple[X, ...], X | Y, Literal[...], str, int, float, bool, None or datetime.
    Raises ValueError for what does not fit.
    """
    origin, of = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _one_of(of, data)
    if origin is Literal and isinstance(data, str) and data in of:
        return data
    if origin is tuple and isinstance(data, list):
        return tuple(build(of[0], part) for part in data)
    if isinstance(hint, type) and is_dataclass(hint) and isinstance(data, dict):
        return _record(hint, data)
    if hint is datetime and isinstance(data, str):
        return _moment(data)
    if hint is str and isinstance(data, str):
        return clean(data, NAME_LIMIT)
    if hint is float and type(data) in (int, float) and math.isfinite(data):
        return float(data)
    if hint in (int, bool, types.NoneType) and type(data) is hint:
        return data
    raise ValueError(f"no {getattr(hint, '__name__', hint)}")


def _one_of(hints: tuple[Any, ...], data: Any) -> Any:
    for hint in hints:
        try:
            return build(hint, data)
        except ValueError:
            continue
    raise ValueError("none of the kinds that are known")


def _record(cls: Any, data: dict[str, Any]) -> Any:
    known, needed, kind = _shape(cls)
    given = dict(data)
    if kind is not None and given.pop("kind", None) != kind:
        raise ValueError(f"no {cls.__name__}")
    if not needed <= given.keys() <= known.keys():
        raise ValueError(f"no {cls.__name__}: other fields")
    return cls(**{name: build(known[name], value) for name, value in given.items()})


@cache
def _shape(cls: Any) -> tuple[Mapping[str, Any], frozenset[str], str | None]:
    """The fields of a dataclass and their types, those without a default, its kind if it has one."""
    hints = get_type_hints(cls)
    needed = (f.name for f in fields(cls) if f.default is MISSING and f.default_factory is MISSING)
    return {field.name: hints[field.name] for field in fields(cls)}, frozenset(needed), getattr(cls, "kind", None)


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("a time without its zone")
    return found
