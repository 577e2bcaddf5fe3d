"""What belongs to a cue: the words before and behind its attribution, as spans of the paragraph.

Promises: quotations are taken whole, clauses as they are parsed; a quotation that follows at once, with
no cue of its own, goes on with the same words. What was taken for one cue is kept in ``taken``, so that
nothing is told twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tearline.findings.statements import contents
from tearline.findings.statements.contents import over
from tearline.findings.statements.cues import Cue
from tearline.findings.statements.quoting import Quote
from tearline.model.statement import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_LISTENERS = 12  # words between a verb and the quotation that it brings in


@dataclass(frozen=True, slots=True)
class Attribution:
    """The words that say who says it: from ``start`` to ``end`` of the paragraph, in one sentence."""

    start: int
    end: int


class Saying:
    """What is said in one paragraph."""

    def __init__(self, doc: Doc, text: str, quotations: Sequence[Quote]) -> None:
        """Take the paragraph as it is parsed, and its quotations."""
        self.doc, self.text, self.quotes = doc, text, quotations
        self.taken: set[Quote] = set()

    def content(self, cue: Cue, source: Span | None) -> tuple[Span, ...]:
        """Return what was said, as spans in order."""
        if cue.frame == "according":
            return self.around(cue)
        if cue.frame in {"clause", "quote", "aside"}:
            return self.told(cue, source)
        head = cue.content
        if head is None:
            return ()
        if cue.frame == "person":
            last = max(t.i for t in cue.verb.subtree if t.i >= head.i)
            end = self.stop(cue.verb, head, last)
            first = min(t.i for t in head.subtree)
            span = contents.tokens_span(self.doc, max(first, cue.verb.i + 1), end)
        else:
            span = contents.subtree(self.doc, head, without=self.besides(head))
        if span is None or span[0] < cue.verb.idx:
            return ()
        clean = contents.trimmed(self.text, *span)
        return (clean,) if clean else ()

    def besides(self, head: Token) -> Token | None:
        """Return what is only told beside an infinitive, behind a comma: "…, lamenting the war"."""
        behind = (child for child in head.children if child.dep_ == "advcl" and child.tag_ == "VBG")
        return next(
            (one for one in behind if "," in {t.text for t in self.doc[head.i : one.i]}), None
        )

    def stop(self, verb: Token, head: Token, last: int) -> int:
        """Return the last word of what a verb asks of its object, nothing that is joined to it."""
        for child in verb.children:
            if (
                child.i > head.i
                and child.dep_ in {"conj", "cc", "punct"}
                and (child.dep_ != "punct" or child.text in ";.—–")
            ):
                return min(last, child.left_edge.i - 1)
        return last

    def told(self, cue: Cue, source: Span | None) -> tuple[Span, ...]:
        """Return what stands before and behind an attribution, as spans in order."""
        at = self.attribution(cue, source)
        spans: list[Span] = []
        before, after = self.quote_before(at), self.quote_after(at, cue)
        behind = cue.content is not None and cue.content.i > cue.verb.i
        if before is not None:
            self.take(before, spans)
        elif cue.frame == "aside" or (cue.content is not None and not behind):
            spans += self.beside(cue, at)
        if cue.content is not None and behind and (span := contents.subtree(self.doc, cue.content)):
            start = max(span[0], cue.verb.idx + len(cue.verb))
            clean = contents.trimmed(self.text, start, span[1])
            spans += [clean] if clean else []
        if after is not None and not any(over((after.start, after.end), one) for one in spans):
            self.take(after, spans)
        self.go_on(spans, at, cue.verb.sent.end_char)
        self.keep_taken(spans)
        return tuple(contents.balanced(self.text, one) for one in sorted(set(spans)))

    def take(self, quote: Quote, spans: list[Span]) -> None:
        """Add a quotation to what is said; nobody else says it."""
        self.taken.add(quote)
        if span := contents.of_quote(self.text, quote):
            spans.append(span)

    def keep_taken(self, spans: Sequence[Span]) -> None:
        """Keep the quotations that lie within what is said: they are told."""
        for quote in self.quotes:
            if any(a <= quote.start and quote.end <= b + 1 for a, b in spans):
                self.taken.add(quote)

    def beside(self, cue: Cue, at: Attribution) -> list[Span]:
        """Return the sentence around an attribution, behind it too where it stands in the middle."""
        sentence = cue.verb.sent
        start = self.begins(sentence.start_char, at.start)
        before = contents.trimmed(self.text, start, at.start)
        spans = [before] if before else []
        if cue.content is not None:
            rest = [t for t in (cue.content if spans else cue.verb).subtree if t.idx >= at.end]
            behind = contents.tokens_span(self.doc, rest[0].i, rest[-1].i) if rest else None
        elif any(t.pos_ in {"VERB", "AUX"} and start <= t.idx < at.start for t in sentence):
            behind = None  # what is before is a sentence by itself
        else:
            behind = contents.trimmed(self.text, at.end, sentence.end_char)
        return [*spans, behind] if behind else spans

    def begins(self, start: int, until: int) -> int:
        """Return where what stands before an attribution begins, behind a semicolon too."""
        for at in range(until - 1, start, -1):
            if self.text[at] == ";" and not any(
                quote.left <= at < quote.right for quote in self.quotes
            ):
                return at + 1
        return min(start, until)

    def attribution(self, cue: Cue, source: Span | None) -> Attribution:
        """Return the stretch of the source and its verb, with what is said of the source between commas."""
        start, end = cue.verb.idx, cue.verb.idx + len(cue.verb)
        for child in cue.verb.children:
            near = child.dep_ in {"aux", "auxpass", "neg"} or (
                child.dep_ == "advmod" and abs(child.i - cue.verb.i) == 1
            )
            if near:
                start, end = min(start, child.idx), max(end, child.idx + len(child))
        own = any(child.dep_ in {"nsubj", "nsubjpass"} for child in cue.verb.children)
        carried = cue.verb.dep_ in {"conj", "advcl", "xcomp"} and not own
        if source is not None and not carried and not start <= source[0] < end:
            if source[1] <= start and not self.text[source[1] : start].count(". "):
                start = min(start, source[0])
            elif source[0] >= end:
                end = max(end, source[1])
        return Attribution(start, end)

    def quote_before(self, at: Attribution) -> Quote | None:
        """Return the quotation that ends right before an attribution."""
        for quote in self.quotes:
            if quote.right <= at.start and not self.text[quote.right : at.start].strip(" ,–—-"):
                return quote
        return None

    def quote_after(self, at: Attribution, cue: Cue) -> Quote | None:
        """Return the quotation that begins behind an attribution, over time, place or listener."""
        quote = next((one for one in self.quotes if one.left >= at.end), None)
        if quote is None or cue.frame != "quote" or quote.left > cue.verb.sent.end_char:
            return None
        between = self.text[at.end : quote.left]
        return quote if ". " not in between and len(between.split()) <= _LISTENERS else None

    def go_on(self, spans: list[Span], at: Attribution, end: int) -> None:
        """Add the quotations that follow a quoted sentence at once, with no cue of their own."""
        if not spans or not any(
            quote in self.taken and over((quote.start, quote.end), one)
            for quote in self.quotes
            for one in spans
        ):
            return
        last = max(end, at.end)
        for quote in self.quotes:
            if quote.left < at.end or quote in self.taken:
                continue
            near = (self.text[place : quote.left].strip(" .,") for place in (at.end, last))
            if all(near) or self.text[quote.right :].lstrip(" ,")[:1].islower():
                return  # there are other words between, or it has an attribution of its own
            self.take(quote, spans)
            last = quote.right

    def around(self, cue: Cue) -> tuple[Span, ...]:
        """Return the sentence without "according to" and whom it names."""
        phrase = list(cue.verb.subtree)
        sentence = cue.verb.sent
        first, last = min(t.i for t in phrase), max(t.i for t in phrase)
        before = contents.trimmed(self.text, sentence.start_char, self.doc[first].idx)
        whole = before is not None and any(
            token.pos_ in {"VERB", "AUX"} for token in self.doc[sentence.start : first]
        )  # "On the contrary, in his version, ..." says nothing before it
        spans = [before] if before and (whole or last + 1 >= sentence.end - 1) else []
        if not spans and last + 1 < sentence.end:
            rest = contents.trimmed(
                self.text, self.doc[last].idx + len(self.doc[last]), sentence.end_char
            )
            spans += [rest] if rest else []
        self.keep_taken(spans)
        return tuple(spans)
