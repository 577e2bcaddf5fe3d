"""One person's forms over a record: whose each mention is, and where else the person stands.

Promises: mentions of one given name and surname are one person, and so are the same with a letter
lost or misread, the initials, and the surname alone where one person of the record bears it (the
last one named, where several do). A surname learnt with a given name is then looked for in every
page, in capitals or not, whole, cut at a line's end, or one letter off; so is an alias. The value
of a person is ``given surname`` in small letters, the same in every record that writes it so.

Does not promise: that two people of one name are told apart, or that a surname which is a plain
word is found where a sentence begins with it.
"""

# ruff: noqa: PLR2004  (scores and lengths are read best where they stand)
from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tearline.findings.names.census import census, near, reduced
from tearline.findings.names.shapes import Mention
from tearline.findings.names.things import is_thing
from tearline.findings.names.words import Words

_SHORT = {"geo": "george", "wm": "william", "chas": "charles", "jas": "james", "thos": "thomas",
          "robt": "robert", "jos": "joseph", "jno": "john", "edw": "edward", "saml": "samuel",
          "benj": "benjamin", "danl": "daniel", "alex": "alexander"}  # fmt: skip
_ALIAS = re.compile(
    r"(?:\b(?:aka|a\.k\.a\.?|alias|also known as|better known as|known as|true name|pseudonym|"
    r"pseudo|call(?:s|ed)? (?:him|her)|known to (?:his |her )?friends as|nickname|nicknamed|"
    r"cover name|under the name|using the name)(?![A-Za-z])|@)"
    r"[\s:,\"'(]{1,16}(?:(?:is|was|of) )?[\"']?(?=[A-Z])",
    re.IGNORECASE,
)
_ALIAS_HINT = re.compile(r"@|(?i:\b(?:aka|a\.k\.a|alias|known|name|pseudo|nick|call))")
_LEARNT = 0.6  # a mention that sure teaches its surname
_NEAR_LEAST = 5  # a shorter surname is not looked for one letter off


def _given(name: str) -> str:
    """Return a given name with its short form written out."""
    return _SHORT.get(name, name)


@dataclass(slots=True)
class _Surname:
    """A surname learnt: who bears it, and how sure the surest mention was."""

    bearers: dict[str, str] = field(default_factory=dict, repr=False)  # first person by initial
    persons: set[str] = field(default_factory=set, repr=False)
    score: float = 0.0

    @property
    def weight(self) -> float:
        """Return how sure the surname is where it stands alone."""
        return 0.75 if self.bearers and self.score >= 0.8 else 0.6


class People:
    """The people of one record."""

    def __init__(self, pages: Sequence[Words], mentions: list[Mention]) -> None:
        """Take the words of each page and the mentions found so far, in order."""
        self._pages = pages
        self._surnames: dict[str, _Surname] = {}
        self._near: dict[str, str] = {}
        self._aliases: dict[str, str] = {}
        self.mentions = mentions
        self._name_the_full_ones()
        self._learn()
        self._name_the_rest()

    def _name_the_full_ones(self) -> None:
        """Give every mention with a given name its person, damaged spellings joined."""
        counts = Counter(
            (_given(m.given), m.surnames[0]) for m in self.mentions if m.given and m.surnames
        )
        joined = _joined(counts)
        for mention in self.mentions:
            if mention.given and mention.surnames:
                key = (_given(mention.given), mention.surnames[0])
                mention.person = " ".join(joined.get(key, key))

    def _learn(self) -> None:
        """Note the surnames of the sure mentions, and the forms that one lost letter makes."""
        for mention in self.mentions:
            if not mention.surnames:
                continue
            person = mention.person or (
                f"{mention.initials[0]} {mention.surnames[0]}"
                if mention.initials
                else mention.surnames[0]
            )
            sure = mention.score if mention.given else mention.score - 0.1
            if sure < _LEARNT:
                continue
            for surname in mention.surnames:
                if len(surname) < 3:
                    continue
                known = self._surnames.setdefault(surname, _Surname())
                if mention.given:
                    known.bearers.setdefault(person[0], person)
                    known.persons.add(person)
                known.score = max(known.score, sure)
        for surname in self._surnames:
            if len(surname) >= _NEAR_LEAST:
                for form in near(surname):
                    if len(form) >= 4:
                        self._near.setdefault(form, surname)

    def _name_the_rest(self) -> None:
        """Give mentions by initials or surname alone the person they fit, or one of their own."""
        last: dict[str, str] = {}
        for mention in self.mentions:
            if not mention.surnames:
                continue
            surname = mention.surnames[0]
            if mention.given:
                for each in mention.surnames:
                    last[each] = mention.person
                continue
            mention.person = self._who(surname, mention.initials, last)
            if mention.form == "model" and surname in self._surnames:
                mention.score = max(mention.score, self._surnames[surname].weight + 0.05)
                mention.why = mention.why.removesuffix(".") + (
                    ", of the surname of a person named elsewhere in this record."
                )

    def _who(self, surname: str, initials: str, last: dict[str, str]) -> str:
        """Return the bearer of a surname that fits the initials: the only one, or the last named."""
        known = self._surnames.get(surname)
        if known is not None and known.bearers:
            latest = last.get(surname, "")
            if latest in known.persons and (not initials or latest[0] == initials[0]):
                return latest
            if not initials:
                return next(iter(known.bearers.values()))
            if initials[0] in known.bearers:
                return known.bearers[initials[0]]
        return f"{initials[0]} {surname}" if initials else surname

    def spread(self) -> Iterator[Mention]:
        """Yield the mentions that the learnt surnames and aliases add, page by page, in order."""
        taken: list[list[tuple[int, int]]] = [[] for _ in self._pages]
        for mention in self.mentions:
            taken[mention.page].append((mention.start, mention.end))
        for number in range(len(self._pages)):
            free = [
                mention
                for mention in self._by_alias(number)
                if not _overlaps(taken[number], mention.start, mention.end)
            ]
            taken[number].extend((mention.start, mention.end) for mention in free)
            taken[number].sort()
            yield from free
        full = sorted(
            ((m.page, m.start, m) for m in self.mentions if m.given), key=lambda row: row[:2]
        )
        passed = 0
        last: dict[str, str] = {}
        for number, words in enumerate(self._pages):
            for mention in self._on_page(number, words, taken[number]):
                while passed < len(full) and full[passed][:2] < (number, mention.start):
                    for each in full[passed][2].surnames:
                        last[each] = full[passed][2].person
                    passed += 1
                mention.person = mention.person or self._who(mention.surnames[0], "", last)
                yield mention

    def _on_page(
        self, number: int, words: Words, taken: list[tuple[int, int]]
    ) -> Iterator[Mention]:
        """Yield the learnt surnames of one page that no mention covers yet."""
        if not self._surnames and not self._aliases:
            return
        passed = 0
        done = 0  # where the last one found ends
        for i, letter in enumerate(words.letters[::2]):
            if letter in "TJIPN":
                continue
            start, end = words.starts[i], words.ends[i]
            while passed < len(taken) and taken[passed][1] <= start:
                passed += 1
            if start < done or (passed < len(taken) and taken[passed][0] < end):
                continue
            found = self._found(words, i, letter)
            if found is None or is_thing(words, start, end):
                continue
            surname, score, why, person = found
            first = i
            if i and letter != "L" and words.letters[2 * i - 1] == "_":
                before = words.letters[2 * i - 2]
                free = passed == 0 or taken[passed - 1][1] <= words.starts[i - 1]
                if before in "OFg" and free and words.starts[i - 1] >= done:
                    first = i - 1  # a given name that no list has
                    score = max(score, 0.6)
            done = end
            yield Mention(
                words.starts[first], end, "spread", "", "", (surname,), score, why, number, person
            )

    def _found(self, words: Words, i: int, letter: str) -> tuple[str, float, str, str] | None:
        """Return surname, score, reason and person where word ``i`` is a learnt one."""
        low = words.low(i)
        known = self._surnames.get(low)
        if known is not None:
            score = known.weight
            if letter in "BG":
                score -= 0.1
            if letter in "sbgWLQ":
                capitals = letter == "s" and words.text[words.starts[i] : words.ends[i]].isupper()
                if not known.bearers or not (capitals or _inside_a_sentence(words, i)):
                    return None
                score = 0.4 if capitals else 0.5
            why = "Surname of a person named in full elsewhere in this record."
            if not known.bearers:
                why = "Surname of a person named elsewhere in this record."
            return low, score, why, ""
        if low in self._aliases:
            why = "Alias of a person named elsewhere in this record."
            return low, 0.6, why, self._aliases[low]
        if letter in "OF" and len(low) >= _NEAR_LEAST and self._near:
            for form in near(low):
                surname = self._near.get(form)
                if surname is not None and one_off(low, surname):
                    why = "One letter from the surname of a person named elsewhere in this record."
                    return surname, 0.5, why, ""
        return None

    def _by_alias(self, number: int) -> Iterator[Mention]:
        """Yield what stands after an alias word on one page, as the person named before it."""
        words = self._pages[number]
        if _ALIAS_HINT.search(words.text) is None:
            return
        mine = [m for m in self.mentions if m.page == number]
        ends = [m.end for m in mine]
        starting = {m.start: m for m in mine}
        for match in _ALIAS.finditer(words.text):
            i = bisect_left(words.starts, match.end())
            if i >= len(words.starts) or words.starts[i] != match.end():
                continue
            before = bisect_right(ends, match.start()) - 1
            who = ""
            if before >= 0 and match.start() - ends[before] <= 40:
                who = mine[before].person
            last = i
            while (
                last + 1 < len(words.starts)
                and last - i < 2
                and words.letters[2 * last + 1] == "_"
                and words.letters[2 * last + 2] in "GSBsgbOF"
            ):
                last += 1
            if not _may_be_an_alias(words, i, last, match.group(), linked=bool(who)):
                continue
            names = tuple(words.low(k) for k in range(i, last + 1))
            person = who or " ".join((names[0], names[-1]) if len(names) > 1 else names)
            if who and words.letters[2 * last] in "SOF" and len(names[-1]) > 3:
                self._aliases.setdefault(names[-1], who)
            if who and words.starts[i] in starting:  # a name found already is the same person
                starting[words.starts[i]].person = who
            yield Mention(
                words.starts[i], words.ends[last], "alias", names[0] if last > i else "", "",
                (names[-1],), 0.72 if who or last > i else 0.55,
                "It stands after a word for an alias.", number, person,
            )  # fmt: skip


def _may_be_an_alias(words: Words, i: int, last: int, mark: str, *, linked: bool) -> bool:
    """Say whether words ``i`` to ``last`` may be one, after ``mark``: a plain word only if linked."""
    letter, end = words.letters[2 * i], words.ends[last]
    if re.match(r"[-/]\d", words.text[end : end + 2]) or (mark.startswith("@") and not linked):
        return False  # a cryptonym; a sign that stands for anything
    if letter in "GSBsgbOF":
        return True
    if letter not in "WTQP" or words.text[end : end + 1] not in {
        ".",
        ",",
        ";",
        '"',
        "'",
        ")",
        "\n",
    }:
        return False
    capitals = words.text[words.starts[i] : end].isupper()
    return (linked and not capitals) or mark.lower().startswith("call")


def _joined(counts: Counter[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, str]]:
    """Return, for each name that is a damaged spelling of a more common one, that one."""
    table = census()
    homes: dict[tuple[str, str], list[tuple[str, str]]] = {}
    joined: dict[tuple[str, str], tuple[str, str]] = {}

    def rank(key: tuple[str, str]) -> tuple[int, int, int, tuple[str, str]]:
        """Sort the likely spellings first: in the lists, then often written, then common."""
        listed = (key[0] in table.given) + (key[1] in table.surnames)
        return (-listed, -counts[key], table.surnames.get(key[1], 0), key)

    for key in sorted(counts, key=rank):
        given, surname = key
        home = None
        places = [(given, form) for form in near(surname)] if len(surname) >= 5 else []
        places += [(form, surname) for form in near(given)] if len(given) >= 4 else []
        for place in places:
            for other in homes.get(place, ()):
                if _is_damage_of(key, other, counts):
                    home = other
                    break
            if home:
                break
        if home is not None:
            joined[key] = home
            continue
        for place in {(given, form) for form in near(surname)} | {
            (form, surname) for form in near(given)
        }:
            homes.setdefault(place, []).append(key)
    return joined


def _is_damage_of(
    key: tuple[str, str], home: tuple[str, str], counts: Counter[tuple[str, str]]
) -> bool:
    """Say whether one name is another with a letter off: not in the lists itself, or much rarer."""
    table = census()
    if key[0] == home[0]:
        listed = key[1] in table.surnames
        close = one_off(key[1], home[1])
    else:
        listed = key[0] in table.given
        close = key[1] == home[1] and one_off(key[0], home[0])
    return close and (not listed or counts[home] >= 4 * counts[key])


def one_off(first: str, second: str) -> bool:
    """Say whether two words differ by one letter, lost, added or misread, or only by look."""
    first, second = reduced(first), reduced(second)
    if first == second:
        return True
    if abs(len(first) - len(second)) > 1:
        return False
    if len(first) > len(second):
        first, second = second, first
    i = 0
    while i < len(first) and first[i] == second[i]:
        i += 1
    rest = first[i + 1 :] if len(first) == len(second) else first[i:]
    return rest == second[i + 1 :]


def _overlaps(taken: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Say whether a span shares a code point with one that is taken (spans in order)."""
    i = bisect_left(taken, (end, -1)) - 1
    return i >= 0 and taken[i][1] > start


def _inside_a_sentence(words: Words, i: int) -> bool:
    """Say whether word ``i`` has a capital for no other reason than being a name."""
    start, end = words.starts[i], words.ends[i]
    before = words.text[max(0, start - 3) : start]
    if words.text[start:end].isupper():
        return False
    return len(before) == 3 and before[-1] == " " and (before[-2].islower() or before[-2] == ",")
