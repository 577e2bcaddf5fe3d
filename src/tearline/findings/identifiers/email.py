"""E-mail addresses, whole or torn by scanning.

Promises: finds ``name@host.tld``, and the same with spaces around the sign or the last dot, a
comma or a blank for a dot, or ``(at)``, ``©`` or ``®`` for the sign, where the ending is one that is
really in use. The
search starts at the sign and looks a bounded way to both sides, so it is linear in the text.

Does not promise: addresses of other mail systems (X.400, bang paths), or that one is in use.
"""

# ruff: noqa: PLR2004, SIM905  (word lists are words; lengths and scores are read best where they stand)
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tearline.findings.detector import Detector, Example, Settings, spanned
from tearline.model.finding import Finding
from tearline.model.page import Page
from tearline.text import fold

KIND = "email"

_LOCAL_LENGTH = 64
_HOST_LENGTH = 255
_SIGN = re.compile(r"[@©®]|[(\[{]at[)\]}]|(?<=[a-z0-9]) at (?=[a-z0-9.-]{1,60} dot )")
_LOCAL = re.compile(r"(?<![a-z0-9._%+'-])[a-z0-9][a-z0-9._%+'-]{0,63}(?P<gap> {0,2})\Z")
_HOST = re.compile(r"(?P<gap> {0,2})(?P<host>[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,8})")
_ENDING = re.compile(
    r"(?P<dot>\.| ?[.,] ?| ?[(\[{]dot[)\]}] ?| dot | )(?P<tld>[a-z]{2,6})(?![a-z0-9])"
)
# Endings that make a torn address believable; a whole one may end in any letters.
_KNOWN = frozenset(
    "com net org gov mil edu int info biz us uk ca mx de fr es it eu ru ua ch nl se no pl "
    "au".split()
)


_COMMON = frozenset({"com", "net", "org", "gov", "mil", "edu"})  # believed even without a dot
_WORDS_TOO = frozenset({"it", "no", "us", "se", "de", "es"})  # words that end a torn one by chance


class _EmailDetector:
    """Looks to both sides of every sign."""

    name = "email"
    version = "2"
    kinds = frozenset({KIND})

    def find(self, pages: Sequence[Page], earlier: Sequence[Finding]) -> Iterator[Finding]:
        """Yield the addresses of each page."""
        del earlier
        for page in pages:
            folded = fold(page.text, lower=True)
            for sign in _SIGN.finditer(folded.text):
                address = _around(folded.text, sign)
                if address is None:
                    continue
                start, end, value, score = address
                how = "" if score > 0.9 else ", torn by spaces or a misread dot"
                why = f"It has the shape of an e-mail address{how}."
                yield spanned(self, page, folded.span(start, end), KIND, score, why, value)


def _around(text: str, sign: re.Match[str]) -> tuple[int, int, str, float] | None:
    """Return start, end, value and score of the address around a sign, or None."""
    local = _LOCAL.search(text, max(0, sign.start() - _LOCAL_LENGTH - 2), sign.start())
    host = _HOST.match(text, sign.end(), sign.end() + _HOST_LENGTH)
    if local is None or host is None:
        return None
    name = local.group().rstrip()
    torn = bool(local["gap"] or host["gap"]) or sign.group() != "@"
    labels = host["host"].split(".")
    lost = False
    end = host.end()
    if len(labels) > 1 and labels[-1].isalpha() and len(labels[-1]) > 1:
        known = labels[-1] in _KNOWN
    else:
        ending = _ENDING.match(text, end)
        if ending is None:
            return None
        lost = ending["dot"] == " "
        labels, end, torn = [*labels, ending["tld"]], ending.end(), True
        known = ending["tld"] in _KNOWN
    if torn and (not known or (lost and labels[-1] not in _COMMON)):
        return None
    value = f"{name.strip(chr(39) + '.')}@{'.'.join(part for part in labels if part)}"
    doubt = labels[-1] in _WORDS_TOO
    return (local.start(), end, value, 0.5 if torn and doubt else 0.8 if torn else 0.97)


def build(settings: Settings) -> Detector:
    """Return the detector; it has nothing to set."""
    del settings
    return _EmailDetector()


EXAMPLES: tuple[Example, ...] = (
    Example("write to jane.roe@example.com.", ((KIND, "jane.roe@example.com"),), "plain"),
    Example(
        "<J.Roe+desk@mail.example.gov>", ((KIND, "J.Roe+desk@mail.example.gov"),), "in brackets"
    ),
    Example("jane.roe @ example.org", ((KIND, "jane.roe @ example.org"),), "spaces at the sign"),
    Example(
        "jane.roe@example. org now", ((KIND, "jane.roe@example. org"),), "a space behind the dot"
    ),
    Example("jane.roe@example,com", ((KIND, "jane.roe@example,com"),), "a comma for the dot"),
    Example(
        "jane.roe (at) example (dot) org", ((KIND, "jane.roe (at) example (dot) org"),), "words"
    ),
    Example("jane.roe©example.com", ((KIND, "jane.roe©example.com"),), "the sign misread"),
    Example("jane.roe at example dot org", ((KIND, "jane.roe at example dot org"),), "bare words"),
    Example("jane.roe@example com", ((KIND, "jane.roe@example com"),), "a dot lost"),
    Example("Copyright © 1993 Example", (), "a copyright"),
    Example("he was at example dot", (), "words"),
    Example("jane＠example.com", ((KIND, "jane＠example.com"),), "a full-width sign"),
    Example(
        "a@b.io; c@d.museum", ((KIND, "a@b.io"), (KIND, "c@d.museum")), "short and long endings"
    ),
    Example("ROE @ DOE", (), "an alias in a card file"),
    Example("John ROE @ Johnny. Born in Cuba", (), "an alias before a full stop"),
    Example("40 boxes @ 3.50", (), "a price"),
    Example("12 @ 4, in all", (), "a price before a word that is no ending in a torn address"),
    Example("@tearline and user@", (), "half an address"),
)
