"""What is typed behind a command's name, told apart before click reads it: a place, and a query with minus.

Promises: ``-C DIR`` is taken from wherever it stands before ``--``, never from an option's value. What begins
with one minus and is no option is the query where it can be nothing else (it has a blank in it), and else an
error with the line to write: click would read ``-harbor`` as ``-h`` and show its help.
Does not touch what stands behind ``--``, nor options with two dashes: click knows those it may have meant.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

import click

from tearline.errors import UsageError

SEARCH = "search"
_PLACE = "-C"


def collection_behind(
    command: click.Command, arguments: Sequence[str]
) -> tuple[list[str], list[str]]:
    """Return the arguments without ``-C DIR``, and every DIR. UsageError: -C has none behind it."""
    kept: list[str] = []
    places: list[str] = []
    each = iter(_parted(command, arguments))
    for kind, one in each:
        if kind != "sign" or not one.startswith(_PLACE):
            kept.append(one)
        elif one != _PLACE:
            places.append(one.removeprefix(_PLACE))
        else:
            what, place = next(each, ("", ""))
            if not place or what in {"option", "end"}:
                raise UsageError("-C names no folder", "Write -C DIR: the collection's folder.")
            places.append(place)
    return kept, places


def query_told_apart(command: click.Command, arguments: Sequence[str]) -> list[str]:
    """Return the arguments as click may read them. UsageError: a word with a minus is no option."""
    parted = list(_parted(command, arguments))
    strange = [one for kind, one in parted if kind == "sign"]
    if not strange:
        return list(arguments)
    options = [one for kind, one in parted if kind in {"option", "value"}]
    others = [one for kind, one in parted if kind in {"argument", "sign"}]
    first = strange[0]
    if command.name == SEARCH:
        if all(any(sign.isspace() for sign in one) for one in strange):
            return [*options, "--", *others]
        at = others.index(first)
        words, releases = others[: at + 1], others[at + 1 :]
        if at == 0:
            words = ["WORD", first]
        line = " ".join(map(_quoted, ("tearline", SEARCH, *options, " ".join(words), *releases)))
        raise UsageError(
            f"'{first}' is no option of search",
            f"To leave a word out, put the whole query in quotation marks: {line}",
        )
    raise UsageError(
        f"'{first}' is no option of {command.name}",
        f"Options have two dashes (tearline {command.name} --help); a name that begins with - goes "
        f"behind --, or is written ./{first}.",
    )


def _quoted(word: str) -> str:
    """Return a word as a shell takes it, in the quotation marks that a reader types."""
    quoted = shlex.quote(word)
    plain = quoted != word and not any(c in word for c in '"$`\\!')
    return f'"{word}"' if plain else quoted


def _parted(command: click.Command, arguments: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each argument with what it is: option, its value, sign (one minus), argument, end (``--``)."""
    rest = list(arguments)
    named = command
    while rest:
        takes = {
            sign: 0 if param.is_flag or param.count else param.nargs
            for param in named.params
            if isinstance(param, click.Option)
            for sign in (*param.opts, *param.secondary_opts)
        }
        one = rest.pop(0)
        if one == "--":
            yield "end", one
            yield from (("argument", each) for each in rest)
            return
        if one.startswith("--"):
            yield "option", one
            if "=" not in one:
                for _ in range(min(takes.get(one, 0), len(rest))):
                    yield "value", rest.pop(0)
        elif one in {"-h", "-"} or not one.startswith("-"):
            yield ("option" if one == "-h" else "argument"), one
            if isinstance(named, click.Group) and one in named.commands:
                named = named.commands[one]
        elif one in takes:
            yield "option", one
            for _ in range(min(takes[one], len(rest))):
                yield "value", rest.pop(0)
        else:
            yield "sign", one
