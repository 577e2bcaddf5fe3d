"""Bodies of the decision log as JSON and back: a versioned union, strict both ways.

Promises: ``from_json(to_json(body)) == body`` for every body; one body has one canonical text; a
type or version this program does not know, a key too many or too few, a value of the wrong type and
a target of no allowed shape are refused with the place named. Says nothing of what a body means.
Decoded names, hashes and actors are shared between bodies, since a log repeats few of them often.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import re
import sys
import types
import typing
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, cast

from tearline.decisions.body_types import TYPES
from tearline.errors import UsageError
from tearline.model import register
from tearline.model.area import Area
from tearline.model.decision import (
    Actor,
    Begins,
    Beside,
    Body,
    Determination,
    Entered,
    Hold,
    Instrument,
    Merge,
    Override,
    Referral,
    Released,
    SecondView,
    Split,
    Target,
    Verdict,
    Withdrawal,
)

SCHEMA_VERSION = 1
LATER = 2
# The field that version 2 of a body has and version 1 has not: a determination's ground, and the list
# of what a release withheld. A body that leaves it empty is written as version 1 wrote it: one body,
# one text.
_ADDED: Mapping[type, str] = types.MappingProxyType({Determination: "ground", Released: "withheld"})

_NAMES = {cls: name for name, cls in TYPES.items()}

_UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|\+00:00)")
_AREA_SIDES = 4

_Coder = Callable[[object], object]


def to_json(body: Body) -> dict[str, Any]:
    """Return a body as a JSON object: ``type``, ``schema_version``, then its fields."""
    name = _NAMES.get(type(body))
    if name is None:
        msg = f"{type(body).__name__} is not a body of the decision log"
        raise UsageError(msg)
    try:
        fields = cast("dict[str, object]", _encoder(TYPES[name])(body))
    except _MalformedError as error:
        raise error.at(name) from None
    _check(body, name)
    version = SCHEMA_VERSION
    added = _ADDED.get(type(body))
    if added is not None:
        if fields[added]:
            version = LATER
        else:
            del fields[added]
    return {"type": name, "schema_version": version, **fields}


def from_json(data: Mapping[str, Any]) -> Body:
    """Return the body of a JSON object; UsageError names what is wrong with it."""
    if not isinstance(data, Mapping):
        msg = "A body of the decision log is a JSON object"
        raise UsageError(msg, _REMEDY)
    fields = dict(data)
    name, version = fields.pop("type", None), fields.pop("schema_version", None)
    cls = TYPES.get(name) if isinstance(name, str) else None
    if cls is None:
        msg = f"A body of the decision log has the unknown type {name!r}"
        raise UsageError(msg, f"Known are: {', '.join(TYPES)}; a newer Tearline may know more")
    added = _ADDED.get(cls)
    versions = (SCHEMA_VERSION, LATER) if added else (SCHEMA_VERSION,)
    if added and version == SCHEMA_VERSION and added not in fields:
        fields[added] = ""
    elif added and (version == LATER) != bool(fields.get(added)):
        raise _wrong(f"{name}.{added}", "does not go with its schema_version")
    if version not in versions or type(version) is not int:
        read = " and ".join(map(str, versions))
        msg = f"A body of type {name} has schema_version {version!r}; this version reads {read}"
        raise UsageError(msg, "Use the version of Tearline that wrote it, or a newer one")
    try:
        body = cast("Body", _decoder(cls)(fields))
    except _MalformedError as error:
        raise error.at(str(name)) from None
    _check(body, str(name))
    return body


def canonical(data: Mapping[str, Any]) -> str:
    """Return a JSON object's one text: keys sorted, no spaces, characters as they are."""
    return json.dumps(
        data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


_REMEDY = "docs/reference.md describes each body"


def _wrong(where: str, what: str) -> UsageError:
    """Return the error for one place of a body; it never quotes the value."""
    return UsageError(f"{where} {what}", _REMEDY)


# What a body must be beyond its types.


def _check(body: Body, name: str) -> None:
    """Refuse a target of no allowed shape, a time that is not UTC, and text no file can hold."""
    if not _UTC.fullmatch(body.at):
        raise _wrong(f"{name}.at", "is not a UTC time such as 2026-11-22T09:30:00Z")
    if isinstance(body, Determination | Override | SecondView | Referral):
        check_target(body.target, f"{name}.target")
        if isinstance(body, Determination | SecondView):
            _responsive(body, name)
    elif isinstance(body, Split):
        for target in (body.target, *body.into):
            check_target(target, f"{name}.target")
    elif isinstance(body, Begins | Beside | Entered):
        _in_texts(body, name)
    elif isinstance(body, Hold | Withdrawal):
        _named((body.record,), f"{name}.record")
    elif isinstance(body, Instrument | Merge):
        _named(body.records, f"{name}.records")


def _in_texts(body: Begins | Beside | Entered, name: str) -> None:
    """Refuse a place that is no portion of a text, and an item that the register has no room for."""
    if isinstance(body, Begins):
        places: tuple[Target, ...] = (body.target,)
    elif isinstance(body, Beside):
        places = (body.here, body.there)
    else:
        register.check(body)
        places = tuple(place for one in body.particulars for place in one.places)
    for target in places:
        check_target(target, f"{name}.target")
        if target.start is None or target.record or target.areas:
            raise _wrong(f"{name}.target", "is no portion of a text file's page")


def check_target(target: Target, where: str) -> None:
    """Refuse a target that is not exactly one of: a portion, a page, a whole record."""
    placed = bool(target.areas) or target.start is not None or target.end is not None
    if target.record:
        if target.sha256 or target.page or placed:
            raise _wrong(where, "names a record and a place in a file; it may name only one")
        return
    if not target.sha256 or target.page < 1:
        raise _wrong(where, "names neither a record nor a page (1 or more) of a file")
    if (target.start is None) != (target.end is None):
        raise _wrong(where, "has only one of start and end")
    if target.start is not None and target.end is not None and not 0 <= target.start < target.end:
        raise _wrong(where, "has an empty or impossible span")


def _responsive(body: Determination | SecondView, name: str) -> None:
    """Refuse to leave a part of a record out as not responsive."""
    if body.verdict is Verdict.NON_RESPONSIVE and (body.codes or not body.target.record):
        raise _wrong(f"{name}.verdict", "non_responsive is said of a whole record, without a code")


def _named(records: tuple[str, ...], where: str) -> None:
    if not records or not all(records):
        raise _wrong(where, "names no record")


# Coders, made once for each class from its fields' types. A coder says what is wrong with a value;
# the class around it adds the field's name, and only then, since a log is decoded entry by entry.


class _MalformedError(Exception):
    """A value is wrong: what is wrong with it, and the field it stands in (innermost first)."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what
        self.path: list[str] = []

    def at(self, where: str) -> UsageError:
        """Return the error for the caller."""
        return _wrong(".".join([where, *reversed(self.path)]), self.what)


@functools.cache
def _encoder(cls: type) -> _Coder:
    fields = _fields(cls, _encode_as)

    def encode(value: object) -> dict[str, object]:
        if type(value) is not cls:
            raise _MalformedError(f"is not of type {cls.__name__}")
        return _each(fields, {key: getattr(value, key) for key in fields})

    return encode


@functools.cache
def _decoder(cls: type) -> _Coder:
    fields = _fields(cls, _decode_as)

    def decode(value: object) -> object:
        if not isinstance(value, dict):
            raise _MalformedError("is not an object")
        if value.keys() != fields.keys():
            odd = min(value.keys() ^ fields.keys(), key=str)
            error = _MalformedError("is missing" if odd in fields else "is not a key here")
            error.path.append(str(odd))
            raise error
        return cls(**_each(fields, value))

    return _shared(decode) if cls is Actor else decode


def _each(fields: dict[str, _Coder], values: Mapping[str, object]) -> dict[str, object]:
    """Code every field; an error learns the field's name on its way out."""
    coded = {}
    key = ""
    try:
        for key, code in fields.items():
            coded[key] = code(values[key])
    except _MalformedError as error:
        error.path.append(key)
        raise
    return coded


def _fields(cls: type, coder: Callable[[object], _Coder]) -> dict[str, _Coder]:
    hints = typing.get_type_hints(cls)
    return {field.name: coder(hints[field.name]) for field in dataclasses.fields(cls)}


def _shared(decode: _Coder) -> _Coder:
    """Return the same object for the same JSON: a million entries have a handful of actors."""
    seen: dict[str, object] = {}

    def once(value: object) -> object:
        key = repr(value)
        if key not in seen:
            seen[key] = decode(value)
        return seen[key]

    return once


def _plain(kind: type) -> _Coder:
    """Take a value of exactly this type (so that true is not the number 1)."""

    def code(value: object) -> object:
        if type(value) is not kind:
            raise _MalformedError(f"is not of type {kind.__name__}")
        return value

    return code


def _text(value: object) -> str:
    if type(value) is not str:
        raise _MalformedError("is not a text")
    if not value.isascii():
        try:
            value.encode("utf-8")
        except UnicodeEncodeError as error:
            raise _MalformedError("holds half a character (a lone surrogate)") from error
    return sys.intern(value)


def _optional(code: _Coder) -> _Coder:
    return lambda value: None if value is None else code(value)


def _encode_area(value: object) -> list[int]:
    if type(value) is not Area or not all(type(side) is int for side in value.as_list()):
        raise _MalformedError("is not an area in whole units")
    return value.as_list()


def _decode_area(value: object) -> Area:
    if not isinstance(value, list) or [type(side) for side in value] != [int] * _AREA_SIDES:
        raise _MalformedError("is not an area [left, top, right, bottom]")
    try:
        return Area(*value)
    except ValueError as error:
        raise _MalformedError("is an area that is inside out") from error


def _encode_as(hint: object) -> _Coder:
    if (inner := _tuple_of(hint)) is not None:
        item = _encode_as(inner)

        def code(value: object) -> list[object]:
            if not isinstance(value, tuple):
                raise _MalformedError("is not a tuple")
            return [item(part) for part in value]

        return code
    if hint is Area:
        return _encode_area
    if isinstance(hint, type) and issubclass(hint, Enum):
        return lambda value: cast("Enum", _plain(hint)(value)).value
    return _scalar(hint, _encoder, _encode_as)


def _decode_as(hint: object) -> _Coder:
    if (inner := _tuple_of(hint)) is not None:
        item = _decode_as(inner)

        def code(value: object) -> tuple[object, ...]:
            if not isinstance(value, list):
                raise _MalformedError("is not a list")
            return tuple([item(part) for part in value])

        return code
    if hint is Area:
        return _decode_area
    if isinstance(hint, type) and issubclass(hint, Enum):
        members = {member.value: member for member in hint}

        def choose(value: object) -> Enum:
            if not isinstance(value, str) or value not in members:
                raise _MalformedError(f"is none of {', '.join(members)}")
            return members[value]

        return choose
    return _scalar(hint, _decoder, _decode_as)


def _scalar(
    hint: object, of_class: Callable[[type], _Coder], again: Callable[[object], _Coder]
) -> _Coder:
    """Return the coder of a text, number, truth value, optional or class of our own."""
    if hint is str:
        return _text
    if hint in (int, bool):
        return _plain(hint)
    if isinstance(hint, types.UnionType):
        (inner,) = (arg for arg in typing.get_args(hint) if arg is not types.NoneType)
        return _optional(again(inner))
    return of_class(cast("type", hint))


def _tuple_of(hint: object) -> object:
    """Return X where the hint is tuple[X, ...], else None."""
    return typing.get_args(hint)[0] if typing.get_origin(hint) is tuple else None
