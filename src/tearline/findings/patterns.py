"""The desk's own patterns, in time linear in the text whatever they are.

Promises: each pattern is searched by RE2 in the page's text and in its folded form, so that a
look-alike letter does not hide a hit; a pattern RE2 cannot take (a back-reference, a look-around)
is refused with the reason and the pattern's name before anything is searched. A match of nothing is
no finding. The kind is the pattern's own, ``pattern.<name>``.

Does not promise: that a pattern finds what its writer meant. It is searched as it stands. A page of
more than ``BLOCK`` code points is searched in blocks cut at line ends: there a match is no longer
than ``REACH``, and ``^`` and ``$`` hold at the cuts too. Without that, a pattern that reads on to the
end at every letter would take the square of the page's length, in RE2 as anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Protocol, cast

import re2  # type: ignore[import-untyped]

from tearline.errors import UsageError
from tearline.findings.detector import Detector, Example, Settings, spanned
from tearline.model.finding import Finding
from tearline.model.page import Page
from tearline.model.people import UserPattern
from tearline.text import fold

_LOOKS = re.compile(r"\(\?<?[=!]")
_BACK = re.compile(r"(?<!\\)(?:\\\\)*(?:\\[1-9]|\(\?P=)")
BLOCK = 8192
REACH = 1024
_SURROGATE = re.compile("[\ud800-\udfff]")  # half a character, of a damaged file: UTF-8 has none
_MEMORY = 64 << 20  # bytes a pattern's machine may take


class _Match(Protocol):
    """What is asked of a match."""

    def span(self) -> tuple[int, int]:
        """Return its place in code points."""
        ...


class _Compiled(Protocol):
    """What is asked of a compiled pattern."""

    def finditer(self, text: str) -> Iterator[_Match]:
        """Yield the matches of a text."""
        ...


class _PatternDetector:
    """One compiled pattern after the other."""

    name = "patterns"
    version = "1"

    def __init__(self, patterns: Sequence[UserPattern]) -> None:
        """Compile the patterns; one RE2 cannot take is a UsageError."""
        self._patterns = [(pattern, _compiled(pattern)) for pattern in patterns]
        self.kinds = frozenset(pattern.kind for pattern in patterns)

    def find(self, pages: Sequence[Page], earlier: Sequence[Finding]) -> Iterator[Finding]:
        """Yield every match on every page; the value is the folded text of the match."""
        del earlier
        if not self._patterns:
            return
        for page in pages:
            folded = fold(page.text)
            for pattern, compiled in self._patterns:
                spans = set(_spans(compiled, page.text))
                if folded.text != page.text:
                    spans.update(folded.span(*span) for span in _spans(compiled, folded.text))
                why = f"It matches the desk's pattern '{pattern.kind.partition('.')[2]}'."
                for start, end in sorted(spans):
                    if start < end:
                        value = " ".join(fold(page.text[start:end], lower=True).text.split())
                        yield spanned(
                            self, page, (start, end), pattern.kind, pattern.score, why, value
                        )


def _spans(compiled: _Compiled, text: str) -> Iterator[tuple[int, int]]:
    """Yield where a pattern matches, left to right, none over another."""
    text = _SURROGATE.sub("\ufffd", text)
    done = 0
    for begin, cut in _blocks(text):
        for match in compiled.finditer(text[begin : cut + REACH]):
            start, end = match.span()
            if begin + start >= cut:
                break
            if begin + start >= done:
                yield begin + start, begin + end
                done = max(done, begin + end)


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each block begins and where the next one does: after a line's end, or a space."""
    begin = 0
    while len(text) - begin > BLOCK:
        half = begin + BLOCK // 2
        cut = text.rfind("\n", half, begin + BLOCK) + 1 or text.rfind(" ", half, begin + BLOCK) + 1
        cut = cut or begin + BLOCK
        yield begin, cut
        begin = cut
    yield begin, len(text)


def _compiled(pattern: UserPattern) -> _Compiled:
    """Return a pattern made ready, or say why it cannot be."""
    name = pattern.kind.partition(".")[2]
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    try:
        return cast("_Compiled", re2.compile(pattern.pattern, options))
    except re2.error:
        pass
    if _LOOKS.search(pattern.pattern):
        reason, remedy = "looks ahead or behind", "take the (?=, (?!, (?<= or (?<! out"
    elif _BACK.search(pattern.pattern):
        reason, remedy = "refers back to a group", "write what the group may hold out again"
    else:
        reason, remedy = "is no RE2 pattern", "see github.com/google/re2/wiki/Syntax"
    raise UsageError(f"the pattern '{name}' {reason}: no such pattern is searched", remedy)


def build(settings: Settings) -> Detector:
    """Return the detector for the desk's patterns; one RE2 cannot take is a UsageError."""
    return _PatternDetector(settings.patterns)


EXAMPLE_SETTINGS = Settings(
    patterns=(
        UserPattern("pattern.badge", r"(?i)\bbadge no\. ?[0-9]{4}\b", 0.8),
        UserPattern("pattern.box", r"\bBox [0-9]+\b", 0.5),
        UserPattern("pattern.nothing", r"[0-9]*~*", 0.3),
    )
)

EXAMPLES: tuple[Example, ...] = (
    Example("had Badge No. 1234.", (("pattern.badge", "Badge No. 1234"),), "a match"),
    Example("had Вadge No. 1234.", (("pattern.badge", "Вadge No. 1234"),), "a Cyrillic letter"),
    Example("é÷ﬁ badge no.1234", (("pattern.badge", "badge no.1234"),), "its place in code points"),
    Example("had badge no. 12345", (), "another number"),
    Example("in Box 12", (), "a pattern whose score is for review"),
)
