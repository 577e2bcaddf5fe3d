"""Nouns as plain data (lists, texts, numbers) and back: what a worker hands over, what lies in a blob.

Promises: ``of_data(type, to_data(one)) == one`` for frozen dataclasses of texts, numbers, truth values,
days, enumerations, tuples and one another; a dataclass is the list of its fields in order. Raises ValueError
on data of another shape. For results that can be made again: decisions/bodies writes what people decided.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")


def to_data(one: object) -> Any:  # noqa: ANN401 - what JSON can say
    """Return a noun as plain data."""
    if isinstance(one, Enum):
        return one.value
    if one is None or isinstance(one, str | int | float):
        return one
    if isinstance(one, date):
        return one.isoformat()
    if isinstance(one, tuple):
        return [to_data(each) for each in one]
    if dataclasses.is_dataclass(one):
        return [to_data(getattr(one, field.name)) for field in dataclasses.fields(one)]
    msg = f"{type(one).__name__} is no plain noun"
    raise ValueError(msg)


def of_data(cls: type[T], data: object) -> T:
    """Return plain data as the noun it was. ValueError: it is of another shape."""
    try:
        made: T = _maker(typing.cast("Any", cls))(data)
    except (TypeError, KeyError) as error:
        msg = f"this is no {cls.__name__}"
        raise ValueError(msg) from error
    return made


@cache
def _maker(hint: Any) -> Callable[[Any], Any]:  # noqa: ANN401 - a type, as annotations give it
    """Return what makes a value of an annotated type."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple and len(inner) == 2 and inner[1] is Ellipsis:  # noqa: PLR2004
        each = _maker(inner[0])
        return lambda data: tuple([each(one) for one in data])
    if origin is tuple:
        makers = [_maker(one) for one in inner]
        return lambda data: tuple([m(one) for m, one in zip(makers, data, strict=True)])
    if origin in (types.UnionType, typing.Union):
        some = _maker(next(one for one in inner if one is not types.NoneType))
        return lambda data: None if data is None else some(data)
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        cls: Any = hint
        hints = typing.get_type_hints(hint)
        fields = [_maker(hints[field.name]) for field in dataclasses.fields(hint)]
        return lambda data: cls(*[m(one) for m, one in zip(fields, data, strict=True)])
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    if hint is date:
        return date.fromisoformat
    return _plain(hint)


def _plain(kind: type) -> Callable[[Any], Any]:
    def taken(data: Any) -> Any:  # noqa: ANN401
        if kind is float and type(data) is int:
            return float(data)
        if type(data) is not kind:
            msg = f"a {type(data).__name__} where a {kind.__name__} belongs"
            raise ValueError(msg)
        return data

    return taken
