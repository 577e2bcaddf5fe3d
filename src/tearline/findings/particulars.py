"""What was read of a statement, an incident or a commitment as the particulars a register would hold of it.

Promises: each particular has the very words it came from and their place in the file's text; what the page
does not say is left out, never filled in. It is a proposal: a person changes it and accepts it, or does not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from tearline.model.commitment import Commitment
from tearline.model.compliance import Compliance, Conflict
from tearline.model.decision import Particular, Target
from tearline.model.incident import Claim, Incident
from tearline.model.measure import Measure
from tearline.model.register import TYPES, Kind
from tearline.model.statement import Span, Statement
from tearline.model.when import When

_STOP = re.compile(r"[.!?][”\"’']?\s+(?=[“\"‘'A-Z])")
_STEP_WORDS = (  # what the words themselves tell, before what their kind tells
    ("dropped", re.compile(r"\bcharges? .{0,40}\bdropped\b", re.IGNORECASE)),
    ("acquitted", re.compile(r"\b(?:acquitt\w+|not guilty|cleared of)\b", re.IGNORECASE)),
    (
        "convicted",
        re.compile(r"\b(?:convict\w+|sentenced|(?:found|pled) guilty|jailed)\b", re.IGNORECASE),
    ),
    (
        "investigated",
        re.compile(
            r"\b(?:sought|wanted|warrant|proceedings|investigation|inquiry|probe|case)\b",
            re.IGNORECASE,
        ),
    ),
    ("", re.compile(r"\bcaution", re.IGNORECASE)),
)
_STEPS = {"arrest": "arrested", "charge": "charged", "trial": "tried"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something read of a page that a person may enter: its name, where it stands, what it would hold.

    ``id`` is of the file, the kind and the place, the same whenever the page is read. ``sure`` of 0 to 1.
    """

    id: str
    kind: Kind
    span: Span
    sure: float
    why: str
    particulars: tuple[Particular, ...]


class Proposing:
    """Makes candidates of what was read of one article of a page."""

    def __init__(
        self,
        sha256: str,
        text: str,
        on_file: Callable[[Span], Span],
        dated: tuple[date | None, Span | None] = (None, None),
    ) -> None:
        """Take the page's file, its text, and what leads a span of that to the file's own.

        ``dated`` is the article's day, and where the file prints it: None where a person gave it.
        """
        self._sha256, self._text, self._on_file = sha256, text, on_file
        self._dated, self._printed = dated

    def statement(self, one: Statement) -> Candidate:
        """Return a statement as a candidate."""
        spans = [span for span in (one.source.span, one.cue, *one.content) if span is not None]
        held = [
            *self._of("speaker", one.source.span),
            *self._of("cue", one.cue),
            *(part for span in one.content for part in self._of("content", span)),
            self._said("saying", one.kind.value, one.cue),
            self._said("form", one.form.value, None),
            *(part for span in one.hedges for part in self._of("hedge", span)),
        ]
        sure = 0.9 if one.tier.value == "sure" else 0.5
        return self._made(Kind.STATEMENT, _over(spans), sure, one.why, held)

    def commitment(self, one: Commitment) -> Candidate:
        """Return a commitment as a candidate."""
        held = [
            *self._of("obligor", one.obligor),
            *self._of("act", one.act),
            self._said("ground", one.ground.value, one.cue),
            *self._days("start", one.starts),
            *self._days("end", one.deadline),
            *self._of("duration", one.duration.span if one.duration else None),
            *self._of("within", one.within.span if one.within else None),
            *self._of("condition", one.condition),
            *(
                self._said(
                    "stance",
                    self._words(each.party) or "nobody named",
                    each.cue,
                    each.position.value,
                )
                for each in one.stances
            ),
            *self._of("source", one.says),
        ]
        return self._made(Kind.COMMITMENT, one.act, one.sure, one.why, held)

    def incident(self, one: Incident) -> Candidate:
        """Return an incident as a candidate. Who is blamed is an attribution with who says so."""
        by = self._words(one.says)
        mention = one.mentions[0].span
        blamed = one.claim if one.claim is not Claim.STATED else Claim.CLAIMED
        held = [
            self._said("type", one.kind if one.kind in TYPES else "other", mention),
            *self._of("summary", self._sentence(mention)),
            self._said("occurrence", one.occurrence.value, mention),
            *self._of("claim", mention, one.claim.value, by),
            *self._days("when", one.when),
            *self._of("where", one.place),
            *self._of("target", one.target),
            *(self._of("actor", one.actor) if one.blamed is None else ()),
            *self._of("attribution", one.blamed, blamed.value, by),
            *self._of("legal", one.legal, self._step(one), by),
            *(part for each in one.mentions for part in self._of("mention", each.span)),
        ]
        why = ", ".join(each.why for each in one.mentions)
        return self._made(Kind.INCIDENT, mention, one.sure, why, held)

    def _step(self, one: Incident) -> str:
        """Return the step of the law that an incident's words tell, the general one of its kind else.

        Somebody who is sought was not arrested; of a trial the sentence tells the outcome.
        """
        if one.legal is None:
            return ""
        words = self._words(self._sentence(one.legal) if one.kind == "trial" else one.legal)
        found = (step for step, pattern in _STEP_WORDS if pattern.search(words))
        return next(found, _STEPS.get(one.kind, ""))

    def compliance(self, one: Compliance) -> Particular:
        """Return what is said of keeping what was agreed as a particular of a commitment."""
        days = next((part.value for part in self._days("end", one.when)), "")
        words = self._words(one.sentence)
        return Particular(
            "compliance", words, one.state, self._words(one.says), days, (self._at(one.sentence),)
        )

    def measure(self, one: Measure) -> Particular:
        """Return what is said of a measure as a particular of an incident."""
        days = next((part.value for part in self._days("when", one.when)), "")
        words, by = self._words(one.sentence), self._words(one.says)
        return Particular("measure", words, one.state, by, days, (self._at(one.sentence),))

    def conflict(self, one: Conflict) -> Particular:
        """Return two wordings that do not go together as a particular of a commitment."""
        words = f"“{self._words(one.here)}”, “{self._words(one.there)}”: {one.why}"
        return Particular("beside", words, "", "", "", (self._at(one.here), self._at(one.there)))

    def _made(
        self, kind: Kind, span: Span, sure: float, why: str, held: Iterable[Particular]
    ) -> Candidate:
        name = candidate_of(self._sha256, kind, self._on_file(span))
        if self._dated is not None:
            at = () if self._printed is None else (Target(self._sha256, 1, (), *self._printed),)
            held = [*held, Particular("dated", self._dated.isoformat(), "", "", "", at)]
        return Candidate(name, kind, span, sure, why, tuple(dict.fromkeys(held)))

    def _words(self, span: Span | None) -> str:
        return " ".join(self._text[slice(*span)].split()) if span else ""

    def _sentence(self, span: Span) -> Span:
        """Return the sentence of a line that a span stands in, as far as stops tell."""
        line = self._text.rfind("\n", 0, span[0]) + 1
        ends = self._text.find("\n", span[1])
        ends = len(self._text) if ends < 0 else ends
        before = [found.end() for found in _STOP.finditer(self._text, line, span[0])]
        behind = _STOP.search(self._text, span[1], ends)
        start = before[-1] if before else line
        words = self._text[start : behind.start() + 1 if behind else ends]
        start += len(words) - len(words.lstrip())
        return start, start + len(words.strip())

    def _at(self, span: Span) -> Target:
        return Target(self._sha256, 1, (), *self._on_file(span))

    def _of(
        self, name: str, span: Span | None, state: str = "", by: str = ""
    ) -> Iterator[Particular]:
        if span is not None and self._words(span):
            yield Particular(name, self._words(span), state, by, "", (self._at(span),))

    def _said(self, name: str, value: str, span: Span | None, state: str = "") -> Particular:
        return Particular(name, value, state, "", "", (self._at(span),) if span else ())

    def _days(self, name: str, when: When | None) -> Iterator[Particular]:
        if when is not None and when.first is not None and when.last is not None:
            days = f"{when.first}" if when.first == when.last else f"{when.first}/{when.last}"
            yield self._said(name, days, (when.start, when.end))


def candidate_of(sha256: str, kind: Kind, span: Span) -> str:
    """Return the name of what was read at a place of a file's text."""
    return f"{sha256}:{kind.value}:{span[0]}-{span[1]}"


def _over(spans: Iterable[Span]) -> Span:
    ends = [place for span in spans for place in span]
    return min(ends), max(ends)
