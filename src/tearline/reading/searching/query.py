"""The query language of the reading room: a line of text to what is asked for, with its places.

    oswald mexico           pages with both words          castro OR fidel · castro NOT fidel · -fidel
    "mexico city"           words next to each other       "oswald embassy"~5  at most five words between
    osw*                    words that begin so            (castro OR fidel) havana
    agency:CIA title:"castro plots" code:(b)(6)            date:1962..1963-05 · page:1..3
    record:104-10012-10078 · AM/LASH · 201-289248          numbers and names, whatever their signs

Promises: the answer is a ``Query`` or a ``QueryError`` that names the position; nothing else is ever
raised, whatever is typed. Operators are in capitals: small ``and`` is a word. Signs that stand alone are
left out and told in ``ignored``; operators of other languages (NEAR/5) are words, told in ``foreign``. A
field's value stands at once behind its colon. A date range means "may lie in it": the interval of an
imprecise date counts where it meets the one asked for.
Does not promise: spellings that scanning made; those are added as chips, where they show.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import get_close_matches

from tearline.errors import UsageError
from tearline.reading.searching.asked import (
    All,
    Compound,
    Either,
    Filter,
    Node,
    Phrase,
    Prefix,
    Query,
    Word,
)
from tearline.reading.searching.fields import FILTERS, Kind, normal, tokens
from tearline.reading.searching.query_values import NUMBER_SIGNS, ValueRefusedError, days, pages
from tearline.text import Folded, fold

LONGEST = 2000  # characters of a query
_LEAVES, _DEPTH, _NEAR = 100, 40, 100  # things asked for, brackets in brackets, words between
_SHORTEST_PREFIX, _PREFIXES = 2, 10  # letters of a beginning; beginnings in a query
_OPERATORS = frozenset({"AND", "OR", "NOT"})
_WORD = re.compile(r"[^\s()\"]+")
_FIELD = re.compile(r"([A-Za-z]+):(?=\S)")
# A value runs to the next blank; brackets belong to it where they hold no blank: code:(b)(6).
_VALUE = re.compile(r"(?:\([^()\s\"]*\)|[^\s()\"])+")
_NUMBER = re.compile(
    rf"[0-9]{{3}}{NUMBER_SIGNS}?[0-9]{{5}}{NUMBER_SIGNS}?[0-9]{{5}}(?![^\W_]|[*~])"
)
_NEARNESS = re.compile(r"~([0-9]*)")
# A field that has a blank behind its colon, or nothing.
_NO_VALUE = re.compile(rf"({'|'.join(FILTERS)}):(?=\s|\Z)", re.IGNORECASE)
# Operators of nearness of other query languages; here they are words, and that is said.
_FOREIGN = re.compile(r"(?:NEAR|ADJ|WITHIN|W|N)/[0-9]+|NEAR|ADJ[0-9]*")
_ANSWERS = frozenset({"yes", "no"})  # what verified: can be


class QueryError(UsageError):
    """A query that cannot be read; ``position`` counts code points of the query from 0."""

    def __init__(self, position: int, why: str, remedy: str) -> None:
        """Say where and why."""
        super().__init__(f"the query cannot be read at character {position + 1}: {why}", remedy)
        self.position = position


@dataclass(frozen=True, slots=True)
class _Not:
    part: Node
    start: int


def parse(text: str) -> Query:
    """Read a query. QueryError: it cannot be read; its position and what to write instead."""
    if len(text) > LONGEST:
        why = f"it has {len(text):,} characters; a query may have {LONGEST:,}"
        raise QueryError(LONGEST, why, "Look for a few telling words of it.")
    return _Parser(fold(text), text).query()


@dataclass(slots=True)
class _Parser:
    """Reads from left to right; places are those of the folded query until an error is told."""

    folded: Folded
    shown: str
    at: int = 0
    leaves: int = 0
    prefixes: int = 0
    ignored: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def query(self) -> Query:
        root = self.either(0, None)
        if self.peek() == ")":
            raise self.error(
                self.at, "this bracket closes none", "Take it out, or open one before it."
            )
        if root is None:
            raise self.error(0, "there is no word to look for", "Write a word, or field:value.")
        foreign = dict.fromkeys(self.foreign)
        return Query(self.shown, self.positive(root), tuple(self.ignored), tuple(foreign))

    def either(self, depth: int, name: str | None) -> Node | _Not | None:
        """Read parts joined by OR, up to the end or a closing bracket."""
        parts: list[Node | _Not] = []
        while True:
            start = self.skip()
            part = self.all(depth, name)
            if part is None:
                if parts or self.operator() == "OR":
                    raise self.error(start, "OR has nothing on one side", "Write a OR b.")
                return None
            parts.append(part)
            if self.operator() != "OR":
                break
            self.at += 2
        if len(parts) == 1:
            return parts[0]
        return Either(tuple(self.positive(part) for part in parts))

    def all(self, depth: int, name: str | None) -> Node | _Not | None:
        """Read parts that must all be there: joined by AND, by a blank, left out by NOT or minus."""
        found: list[Node] = []
        without: list[_Not] = []
        joined = -1
        while True:
            start = self.skip()
            if self.operator() == "AND":
                if joined >= 0 or not (found or without):
                    raise self.error(start, "AND has nothing on one side", "Write a AND b.")
                joined, self.at = start, self.at + 3
                continue
            part = self.part(depth, name)
            if part is None:
                break
            joined = -1
            if isinstance(part, _Not):
                without.append(part)
            elif part is not _NOTHING:
                found.append(part)
        if joined >= 0:
            raise self.error(joined, "AND has nothing on one side", "Write a AND b.")
        if not found:
            # Nothing to look for: whoever needs something says so, at the place of the first.
            if len(without) > 1:
                return _Not(Either(tuple(one.part for one in without)), without[0].start)
            return without[0] if without else None
        if len(found) == 1 and not without:
            return found[0]
        return All(tuple(found), tuple(one.part for one in without))

    def part(self, depth: int, name: str | None) -> Node | _Not | None:
        """Read one thing; None at the end, at a closing bracket and at OR."""
        start, turned = self.skip(), False
        first = start
        while (self.operator() == "NOT") or (self.peek() == "-" and self.follows()):
            self.at += 3 if self.operator() == "NOT" else 1
            turned, start = not turned, self.skip()
            depth = self.deeper(depth, first)
        if self.peek() in {"", ")"} or self.operator() in {"AND", "OR"}:
            if start != first:
                raise self.error(first, "nothing follows what would be left out", "Write a NOT b.")
            return None
        made = self.one(self.deeper(depth, start), name)
        if isinstance(made, _Not):
            return made.part if turned else made
        return _Not(made, first) if turned and made is not _NOTHING else made

    def one(self, depth: int, name: str | None) -> Node | _Not:
        """Read a group, a phrase, a field with its value, or a word."""
        start, text = self.at, self.folded.text
        if text[start] == "(":
            return self.group(depth, name)
        self.leaves += 1
        if self.leaves > _LEAVES:
            why = f"it looks for more than {_LEAVES} things"
            raise self.error(start, why, "Look for fewer at a time.")
        if text[start] == '"':
            return self.phrase(name)
        if name is None and (number := _NUMBER.match(text, start)):
            self.at = number.end()
            return Compound(tuple(tokens(number[0])))
        if name is None and (found := _FIELD.match(text, start)):
            return self.named(found, depth)
        if name is None and (bare := _NO_VALUE.match(text, start)):
            what = bare[1].lower()
            remedy = f'Write {what}:value, without a blank; to look for the word write "{bare[1]}".'
            raise self.error(bare.end() - 1, f"{what}: has no value", remedy)
        match = (_VALUE if name else _WORD).match(text, start) or _WORD.match(text, start)
        if match is None:  # cannot be: blanks, brackets and quotation marks are dealt with above
            raise self.error(start, "this sign is out of place", "Take it out.")
        self.at = match.end()
        return self.value(name, match[0], start) if name else self.word(match[0], start)

    def group(self, depth: int, name: str | None) -> Node | _Not:
        """Read what stands in brackets."""
        start = self.at
        self.at += 1
        made = self.either(depth, name)
        if self.peek() != ")":
            raise self.error(start, "this bracket is never closed", "Close it with ).")
        self.at += 1
        if made is None:
            raise self.error(start, "there is nothing in these brackets", "Take them out.")
        return made

    def phrase(self, name: str | None) -> Node:
        """Read words in quotation marks, and the nearness behind them."""
        start, text = self.at, self.folded.text
        end = text.find('"', start + 1)
        if end < 0:
            raise self.error(start, "this quotation mark is never closed", 'Close it with ".')
        inside, self.at = text[start + 1 : end], end + 1
        near = _NEARNESS.match(text, self.at)
        if near:
            self.at = near.end()
        if name:
            if near:
                raise self.error(near.start(), "a field has no nearness", f'Write {name}:"…".')
            return self.value(name, inside, start)
        if "*" in inside:
            at = start + 1 + inside.index("*")
            raise self.error(at, "* is not known in a phrase", "Use it with a word alone: osw*.")
        words = tuple(tokens(inside))
        if not words:
            raise self.error(
                start, "there is no word in this phrase", "Write a word, or take it out."
            )
        if near is None:
            return Phrase(words) if len(words) > 1 else Word(words[0])
        if not near[1] or int(near[1]) > _NEAR:
            why = f"~ needs the number of words between, up to {_NEAR}"
            raise self.error(near.start(), why, 'Write "oswald embassy"~5.')
        if len(words) != 2:  # noqa: PLR2004 - nearness is between two
            remedy = 'Join them: "a b"~5 AND "b c"~5.'
            raise self.error(start, "nearness is between two words", remedy)
        return Phrase(words, int(near[1]))

    def named(self, found: re.Match[str], depth: int) -> Node | _Not:
        """Read the value behind a field's name."""
        name = found[1].lower()
        if name not in FILTERS:
            like = get_close_matches(name, FILTERS, 1)
            meant = f"Did you mean {like[0]}:? " if like else ""
            known = ", ".join(FILTERS)
            remedy = f'{meant}Fields are {known}; to look for the words put them in "".'
            raise self.error(found.start(), f"there is no field '{found[1]}'", remedy)
        self.at, text = found.end(), self.folded.text
        if text[self.at] == '"':
            return self.phrase(name)
        match = _VALUE.match(text, self.at)
        if match is None:
            if text[self.at] == "(":
                return self.group(depth, name)
            raise self.error(self.at, f"{name}: has no value", f"Write {name}:value.")
        self.at = match.end()
        return self.value(name, match[0], match.start())

    def value(self, name: str, text: str, start: int) -> Filter:
        """Return a field's filter."""
        kind = FILTERS[name][1]
        try:
            if kind is Kind.DATE:
                low, high = days(text)
                return Filter(name, low=low, high=high)
            if kind is Kind.NUMBER:
                low, high = pages(text)
                return Filter(name, low=low, high=high)
        except ValueRefusedError as refused:
            raise self.error(start, refused.why, refused.remedy) from refused
        begins = text.endswith("*")
        words = tuple(tokens(text)) if kind is Kind.WORDS else tuple(filter(None, (normal(text),)))
        if not words or "*" in text[:-1]:
            why = f"{name}: has no value to look for" if not words else "* stands in the middle"
            raise self.error(start, why, f"Write {name}:value, or {name}:beginning*.")
        if name == "verified" and words[0] not in _ANSWERS:
            raise self.error(start, "verified: is yes or no", "Write verified:yes or verified:no.")
        return Filter(name, words, begins)

    def word(self, text: str, start: int) -> Node:
        """Return a word, a beginning, or a number or name with signs in it."""
        pieces = tuple(tokens(text))
        if "*" in text:
            if text.index("*") != len(text) - 1 or not pieces:
                remedy = "Write osw* for words that begin so."
                raise self.error(start + text.index("*"), "* stands only behind a word", remedy)
            if len("".join(pieces)) < _SHORTEST_PREFIX:
                why = f"a beginning has at least {_SHORTEST_PREFIX} letters"
                raise self.error(start, why, "Write more of the word.")
            self.prefixes += 1
            if self.prefixes > _PREFIXES:
                why = f"it has more than {_PREFIXES} beginnings with *"
                raise self.error(start, why, "Look for fewer at a time.")
            return Prefix(pieces)
        if "~" in text and pieces:
            remedy = 'Other spellings are offered beside the answer; nearness is "a b"~5.'
            raise self.error(start + text.index("~"), "~ stands only behind a phrase", remedy)
        if not pieces:
            self.ignored.append(text)
            self.leaves -= 1
            return _NOTHING
        if _FOREIGN.fullmatch(text):
            self.foreign.append(text)
        return Word(pieces[0]) if len(pieces) == 1 else Compound(pieces)

    def positive(self, part: Node | _Not) -> Node:
        """Return something to look for. QueryError: it only says what to leave out."""
        if isinstance(part, _Not):
            why = "this leaves something out, and nothing is looked for beside it"
            raise self.error(part.start, why, "Write a word before it: havana NOT castro.")
        return part

    def operator(self) -> str:
        """Return the operator that stands here, '' where none does."""
        match = _WORD.match(self.folded.text, self.at)
        return match[0] if match and match[0] in _OPERATORS else ""

    def follows(self) -> bool:
        """Say whether something follows a minus at once."""
        after = self.folded.text[self.at + 1 : self.at + 2]
        return bool(after) and not after.isspace() and after != ")"

    def peek(self) -> str:
        """Return the next sign, '' at the end."""
        self.skip()
        return self.folded.text[self.at : self.at + 1]

    def skip(self) -> int:
        """Pass over blanks; return the place."""
        text = self.folded.text
        while self.at < len(text) and text[self.at].isspace():
            self.at += 1
        return self.at

    def deeper(self, depth: int, start: int) -> int:
        """Count brackets in brackets, and NOT before NOT."""
        if depth >= _DEPTH:
            why = f"more than {_DEPTH} brackets in brackets, or NOT before NOT"
            raise self.error(start, why, "Write it flatter.")
        return depth + 1

    def error(self, at: int, why: str, remedy: str) -> QueryError:
        """Return an error at a place of the folded query, told in places of the one typed."""
        places = self.folded.places
        beyond = len(self.shown) if at else 0
        return QueryError(places[at] if at < len(places) else beyond, why, remedy)


_NOTHING = Word("")  # a sign that was left out
