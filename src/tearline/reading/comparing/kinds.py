"""What a comparison may say: the types of change, the classes of words, and when words are believed.

Promises: one place holds every threshold that decides whether words are a finding and of which class.
The same thresholds judge both directions, or the measured error would mean nothing.
There are two sets of them (``Rules``): ``STRICT`` for what the texts alone may tell, and ``WEAK`` for words
that are told only if the scan of the page that lacks them shows a box, a bracket or blank paper there.
The thresholds were set on one collection (the shared JFK texts, 2023 to 2025 and 2022 to 2025): on
another the measured error rate of each class says how far they hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tearline.reading.comparing.plausible import Vocabulary
    from tearline.reading.comparing.runs import Run
    from tearline.reading.comparing.tokens import Stream


class Type(StrEnum):
    """What changed: of records and pages; the last three of words on them."""

    NEW_RECORD = "new_record"
    NEW_PAGE = "new_page"
    REPOSTED = "reposted"  # a page that another record had: a new number is not a new page
    UNCHANGED = "unchanged"
    UNREADABLE_BEFORE = "unreadable_before"  # never to be called unredacted
    UNSETTLED = (
        "unsettled"  # read too differently, or not read: nobody can say that it is unchanged
    )
    WITHDRAWN = "withdrawn"  # a record: the release says so
    CLOSED_AGAIN = (
        "closed_again"  # a record with pages before, named without any: held, pending, withheld
    )
    MISSING_PAGE = "missing_page"  # of a record that is there: nobody says why
    NEWLY_VISIBLE = "newly_visible"
    ALREADY_PUBLIC = "already_public"  # looks new beside one older text, stands in another
    NEWLY_WITHHELD = "newly_withheld"


class Position(StrEnum):
    """Where words stand, most trustworthy first: the classes of words."""

    INSIDE = "inside_line"
    BRACKETS = "brackets"
    EDGE = "line_edge"
    LINES = "whole_lines"  # second tier: check the scan

    @property
    def check_scan(self) -> bool:
        """Say whether words of this class are to be believed only after a look at the scan."""
        return self is Position.LINES


class Evidence(StrEnum):
    """What the scan of the other release shows where the words should stand."""

    BOX = "box"  # filled or outlined: proves that the words were withheld
    BRACKET = "bracket"  # drawn around nothing: proves it too
    BLANK = "blank"  # paper wider than any space between words
    INK = "ink"  # the very words: the older reading dropped them
    UNCLEAR = "unclear"
    NONE = ""  # nobody could look

    @property
    def proves(self) -> bool:
        """Say whether words found here are proven to have been withheld."""
        return self in (Evidence.BOX, Evidence.BRACKET)

    @property
    def hides(self) -> bool:
        """Say whether the page does not show the words, whatever its text is made to say."""
        return self.proves or self is Evidence.BLANK

    @property
    def refutes(self) -> bool:
        """Say whether words found here were there all the time."""
        return self is Evidence.INK


@dataclass(frozen=True, slots=True)
class Rules:
    """When words that one page has alone are taken for a finding.

    ``settled``: how well the pages agree, at least. ``each``, ``alone`` and ``both``: of the eight nearest
    words those that match, at least, on each side, on each side of a single word, and on both together.
    ``leftover``: letters of the other side in the gap, at most, of the words' own. ``lone``: letters of a
    single word, at least. ``says``: the words must say something, not be garbled, and not stand nearby.
    """

    settled: float
    each: int
    alone: int
    both: int
    leftover: float
    lone: int
    says: bool


UNREADABLE = 0.3  # share of a page's words found in the old text, below which it could not be read
SETTLED = 0.8  # from this share up a page without findings is unchanged
STRICT = Rules(settled=SETTLED, each=2, alone=4, both=8, leftover=0.25, lone=5, says=True)
WEAK = Rules(settled=0.6, each=2, alone=2, both=4, leftover=0.6, lone=3, says=False)
JUNK = 3  # letters that a box or a bracket may be read as
CANCELLED = 0.5  # share of a stretch's letters that stand nearby, out of order: nothing is new
_GARBLED = 0.65  # share of a stretch's letters in words that are none, at most
_BRACKETS = frozenset("[]{}")


def believed(stream: Stream, run: Run, vocabulary: Vocabulary, rules: Rules) -> bool:
    """Say whether a stretch of words, indices of ``stream``, is a finding at all."""
    words = stream.words[run.first : run.last + 1]
    each = rules.alone if len(words) == 1 else rules.each
    if min(run.left, run.right) < each or run.left + run.right < rules.both:
        return False
    return tells(words, vocabulary, rules)


def tells(words: Sequence[str], vocabulary: Vocabulary, rules: Rules) -> bool:
    """Say whether words are worth telling by themselves: they say something, as far as the rules ask."""
    if not rules.says:
        return any(len(word) >= rules.lone for word in words)
    return any(vocabulary.telling(word) for word in words) and not _garbled(words, vocabulary)


def borne_out(stream: Stream, first: int, last: int, found: Evidence, known: Vocabulary) -> bool:
    """Say whether the scan of the page that lacks them bears out words that the texts do not prove.

    Blank paper hides nothing by itself: what is garbled there may be dirt of the page that has the words.
    """
    if found is Evidence.BLANK:
        return not _garbled(stream.words[first : last + 1], known)
    return found.proves


def _garbled(words: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Say whether most of a stretch is made of what is no word."""
    garbled = sum(len(word) for word in words if not vocabulary.plausible(word))
    return garbled > _GARBLED * sum(map(len, words))


def position(stream: Stream, first: int, last: int) -> Position:
    """Return the class of the words ``first`` to ``last`` by where they stand on their lines.

    Words that run over a line's end reach its edge, wherever they begin.
    """
    before, after = stream.between(first), stream.after(last)
    starts, ends = "\n" in before, "\n" in after
    if starts and ends:
        return Position.LINES
    if _BRACKETS & set(before + after):
        return Position.BRACKETS
    over = any("\n" in stream.between(word) for word in range(first + 1, last + 1))
    return Position.EDGE if starts or ends or over else Position.INSIDE
