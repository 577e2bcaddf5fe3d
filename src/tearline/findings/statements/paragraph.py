"""One paragraph being read: for each cue who speaks, what is said, and how far that may be relied on.

Promises: what a tier follows from is said in words. Nobody who is only pointed back to ("he", "the
officials") is looked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from tearline.findings.statements import contents, sources
from tearline.findings.statements.contents import over
from tearline.findings.statements.cues import Cue, cues
from tearline.findings.statements.lexicon import Lexicon
from tearline.findings.statements.noun_cues import FRAME, noun_cues, whose
from tearline.findings.statements.quoting import quotes
from tearline.findings.statements.saying import Saying
from tearline.model.statement import Form, Kind, Source, Span, Statement, Tier

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_NEXT = 2  # words from a noun to the verb that says what it says
_NAMED = re.compile(r"\s+(?P<who>(?:[^\s,.;:“”]+\s+){0,7}[^\s,.;:“”]+)(?=[,.;:]|\s*$)")
_BESIDES = {"while", "although", "though", "despite", "whereas"}
_FEWEST_WORDS = 3  # of a quotation that is somebody's words and no term
_NOBODY = Source(None)


class Paragraph:
    """One paragraph being read."""

    def __init__(self, doc: Doc, text: str, words: Lexicon) -> None:
        """Take a paragraph as it is parsed, as it is printed, and the words by which statements are known."""
        self.doc, self.text, self.words = doc, text, words
        self.quotes = quotes(self.text)
        self.saying = Saying(doc, text, self.quotes)

    def read(self) -> list[Statement]:
        """Return the statements of the paragraph in the order of their cues."""
        every = chain(
            cues(self.doc, self.quotes, self.words), noun_cues(self.doc, self.quotes, self.words)
        )
        found = [one for cue in every if (one := self.reported(cue))]
        found += list(self.floating(found))
        found.sort(key=lambda one: one.cue or one.content[0])
        return [replace(one, inside=_inside(one, found)) for one in found]

    def reported(self, cue: Cue) -> Statement | None:
        """Return the statement of a cue, None where it says nothing by anybody."""
        head = self.speaker(cue)
        if head is not None and cue.kind is Kind.DECLINES:
            head = self.who_reports(cue.verb) or head
        span = sources.phrase(head) if head is not None else self.beside_the_cue(cue)
        if head is not None and cue.frame != "quote" and not self.may_speak(head):
            other = self.above(cue)
            if other is not None:
                head, span = other, sources.phrase(other)
        if (
            head is not None
            and head.lower_ in {"it", "that", "which", "this", "what"}
            and cue.frame in {"clause", "quote"}
            and self.passive(cue)
        ):
            return None
        content = self.saying.content(cue, span)
        content = tuple(one for one in content if span is None or not over(span, one))
        if not content and cue.kind is not Kind.DECLINES:
            return None
        source = (
            sources.told(self.doc, head, span, self.words)
            if head is not None and span
            else self.unparsed(span)
        )
        form = self.form(content)
        tier, why = self.tier(cue, head, form)
        kind = cue.kind
        return Statement(
            source,
            _cue_span(cue),
            content,
            form,
            kind,
            tier,
            why,
            self.hedges(content),
            wish=cue.wish,
        )

    def may_speak(self, head: Token) -> bool:
        """Say whether a word can be somebody who speaks: a name, a pronoun, a person's or a body's word."""
        if head.pos_ in {"PROPN", "PRON"} or head.ent_type_ in {"PERSON", "ORG", "GPE", "NORP"}:
            return True
        lemma = head.lemma_.lower()
        if lemma in self.words.people or lemma in self.words.bodies:
            return True
        return any(child.dep_ == "compound" and child.ent_type_ == "ORG" for child in head.children)

    def above(self, cue: Cue) -> Token | None:
        """Return who speaks in the clause that a cue is joined to, where the cue's own cannot."""
        at = cue.verb
        while at.head.i != at.i:
            at = at.head
            found = sources.subject(at)
            if found is not None and found.i < cue.verb.i and self.may_speak(found):
                return found
        return None

    def passive(self, cue: Cue) -> bool:
        """Say whether a cue is said in the passive: its subject is told, and tells nothing."""
        at = cue.verb
        while at.tag_ == "VBN" and not any(
            child.dep_ in {"aux", "auxpass"} for child in at.children
        ):
            if at.dep_ != "conj":
                return at.dep_ in {"acl", "advcl", "amod"}
            at = at.head
        return any(child.dep_ == "auxpass" for child in at.children)

    def speaker(self, cue: Cue) -> Token | None:
        """Return the head of the phrase that speaks."""
        if cue.frame == "according":
            return _named_behind(cue.last)
        if cue.frame == FRAME:
            return whose(cue.verb, self.words)
        head = self.inverted(cue) or sources.subject(cue.verb)
        if head is None or head.is_punct:
            return None
        if head.lower_ in {"who", "what"} and cue.verb.sent.text.rstrip(" \"'”’").endswith("?"):
            return None  # it is asked
        if (
            cue.kind is not Kind.DECLINES
            and self.passive(cue)
            and not any(child.dep_ == "agent" for child in cue.verb.children)
        ):
            return None
        return head

    def inverted(self, cue: Cue) -> Token | None:
        """Return who stands behind a verb that follows a comma at once: "It burned, say two officials"."""
        verb = cue.verb
        if cue.frame not in {"clause", "quote", "aside"} or verb.dep_ == "conj":
            return None
        if verb.lemma_ == "tell" or verb.tag_ not in {"VBZ", "VBP", "VBD"}:
            return None
        if verb.i == verb.sent.start or self.doc[verb.i - 1].text not in {",", "–", "—"}:
            return None
        for child in verb.children:
            if child.i > verb.i and child.dep_ in {"dobj", "nsubj", "attr"}:
                return child if self.may_speak(child) else None
        return None

    def unparsed(self, span: Span | None) -> Source:
        """Return a source of which only the words are known."""
        return Source(span, named=span is not None and self.text[span[0]].isupper())

    def who_reports(self, verb: Token) -> Token | None:
        """Return who says the clause that a refusal is joined to: "said so but declined to say more"."""
        if verb.dep_ != "conj" or verb.head.dep_ != "ccomp":
            return None
        above = verb.head.head
        known = self.words.verbs.get(above.lemma_.lower())
        return sources.subject(above) if known is not None and above.i < verb.head.i else None

    def beside_the_cue(self, cue: Cue) -> Span | None:
        """Return the words between the last comma or mark and a cue without a subject, or those behind it."""
        for quote in self.quotes:  # “…,” said Ann Lee, who
            if quote.right <= cue.verb.idx and not self.text[quote.right : cue.verb.idx].strip(
                " ,"
            ):
                behind = _NAMED.match(self.text, cue.verb.idx + len(cue.verb))
                return behind.span("who") if behind else None
        if cue.frame == "according" or cue.verb.tag_ not in {"VBD", "VBZ", "VBP"}:
            return None
        start = cue.verb.sent.start_char
        before = self.text[start : cue.verb.idx]
        cut = max(before.rfind(mark) for mark in (", ", "” ", "’ ", '" ', "» ", "; "))
        if cut < 0 or not before[cut + 2 :].strip():
            return None
        return contents.trimmed(self.text, start + cut + 1, cue.verb.idx)

    def form(self, content: Sequence[Span]) -> Form:
        """Say whether the words are the speaker's, the writer's or both."""
        covered = sum(
            max(0, min(b, quote.end) - max(a, quote.start))
            for a, b in content
            for quote in self.quotes
        )
        whole = sum(b - a for a, b in content)
        if not covered:
            return Form.INDIRECT
        return Form.DIRECT if whole - covered <= 2 * len(content) else Form.MIXED

    def hedges(self, content: Sequence[Span]) -> tuple[Span, ...]:
        """Return the words in what was said that keep it open."""
        return tuple(
            (t.idx, t.idx + len(t))
            for t in self.doc
            if (t.lower_ in self.words.hedges or t.lemma_.lower() in self.words.hedges)
            and not (t.lower_ == "may" and t.pos_ == "PROPN")
            and any(a <= t.idx < b for a, b in content)
        )

    def tier(self, cue: Cue, head: Token | None, form: Form) -> tuple[Tier, str]:
        """Say how far the reading may be relied on, and why."""
        if cue.wish:
            return Tier.CHECK, "a wish or an intention, as the writer tells it"
        if head is None:
            what = (
                "nobody whose words they are" if cue.frame == FRAME else "no subject for the verb"
            )
            return Tier.CHECK, f"{what} was found"
        if cue.weak and not self.plain(cue, form):
            return Tier.CHECK, f"“{cue.verb.text}” often reports nothing"
        if any(quote.start <= cue.verb.idx < quote.end for quote in self.quotes):
            return Tier.CHECK, "it stands within somebody's words"
        if not self.may_speak(head):
            return Tier.CHECK, f"“{head.text}” is not known to speak"
        if head.lower_ in {"it", "that", "which", "this", "some", "one", "what", "there"}:
            return Tier.CHECK, f"“{head.text}” points to something else"
        if cue.frame in {"object", "about"} and cue.kind is not Kind.DENIES:
            return Tier.CHECK, "what was said is no clause and no quotation"
        if cue.verb.dep_ == "acl" and (
            cue.verb.i - cue.verb.head.i > _NEXT or not self.may_speak(cue.verb.head)
        ):
            return Tier.CHECK, "whom it belongs to is not clear"
        if self.far(cue, head):
            return Tier.CHECK, f"whether “{head.text}” says it is not clear"
        if self.turns(cue):
            return Tier.CHECK, "what stands behind “but” may be the writer's"
        if cue.frame == "according" and self.doc[cue.verb.sent.start].lower_ in _BESIDES:
            return (
                Tier.CHECK,
                f"what “{self.doc[cue.verb.sent.start]}” brings in may be the writer's",
            )
        if cue.kind not in {Kind.DECLINES, Kind.NOT_DETERMINED} and self.modal(cue.verb):
            return Tier.CHECK, "it may not have been said"
        if cue.kind is Kind.DECLINES:
            return Tier.SURE, "somebody is asked and does not answer"
        how = {
            Form.DIRECT: "words in quotation marks beside it",
            Form.MIXED: "a clause with quoted words",
            Form.INDIRECT: "a clause of its own",
        }
        return Tier.SURE, f"“{cue.verb.text}” with {how[form]}"

    def far(self, cue: Cue, head: Token) -> bool:
        """Say whether a speaker is one only by way of another clause, or does not go with the verb."""
        verb = cue.verb
        if verb.pos_ not in {"VERB", "AUX"} or cue.frame == "according":
            return False
        if any(child.lower_ == "what" and child.i < verb.i for child in verb.children):
            return True  # "what he described as"
        plural = head.tag_ in {"NNS", "NNPS"} or any(c.dep_ == "conj" for c in head.children)
        if (verb.tag_ == "VBZ" and head.tag_ == "NNS") or (
            verb.tag_ == "VBP" and head.tag_ == "NN" and not plural
        ):
            return True
        own = any(child.dep_ in {"nsubj", "nsubjpass", "agent", "csubj"} for child in verb.children)
        if own or verb.tag_ not in {"VBD", "VBZ", "VBP"}:
            return False
        return verb.dep_ == "advcl" or (head.dep_ == "nsubjpass" and verb.dep_ == "conj")

    def turns(self, cue: Cue) -> bool:
        """Say whether what was said goes on behind "but" with a clause that is not in their words."""
        head = cue.content
        if head is None or cue.frame != "clause":
            return False
        turned = any(child.dep_ == "cc" and child.lower_ == "but" for child in head.children)
        joined = (child for child in head.children if child.dep_ == "conj")
        return turned and any(
            any(one.dep_ in {"expl", "nsubj", "nsubjpass"} for one in child.children)
            for child in joined
        )

    def plain(self, cue: Cue, form: Form) -> bool:
        """Say whether a verb that often reports nothing does here: with "that", or with words in marks."""
        if cue.frame not in {"clause", "quote"} or cue.verb.lemma_.lower() not in self.words.verbs:
            return False
        marked = cue.content is not None and any(
            child.dep_ == "mark" and child.lower_ == "that" for child in cue.content.children
        )
        return marked or form is Form.DIRECT

    def modal(self, verb: Token) -> bool:
        """Say whether a verb is itself only possible, asked or conditional: "if he says", "might say"."""
        for child in verb.children:
            if child.dep_ == "aux" and child.lower_ in {
                "would",
                "could",
                "might",
                "may",
                "should",
                "will",
                "can",
            }:
                return True
            if child.dep_ == "mark" and child.lower_ in {"if", "unless", "whether"}:
                return True
        return verb.tag_ == "VB" and verb.dep_ in {"xcomp", "advcl"}

    def floating(self, found: Sequence[Statement]) -> Iterator[Statement]:
        """Return what stands in quotation marks with no cue beside it: whole sentences."""
        for quote in self.quotes:
            span = contents.of_quote(self.text, quote)
            if (
                quote in self.saying.taken
                or span is None
                or len(self.text[span[0] : span[1]].split()) < _FEWEST_WORDS
            ):
                continue
            if any(over(span, piece) for one in found for piece in one.content):
                continue
            alone = not self.text[: quote.left].strip() and not self.text[quote.right :].strip(" .")
            ended = self.text[quote.end - 1] in ".?!" and self.text[: quote.left].rstrip()[-1:] in {
                "",
                ".",
                "?",
                "!",
                ":",
            }
            if alone or ended or not quote.closed:
                why = "words in quotation marks, with nobody named in the paragraph"
                yield Statement(
                    _NOBODY,
                    None,
                    (span,),
                    Form.DIRECT,
                    Kind.CLAIMS,
                    Tier.CHECK,
                    why,
                    self.hedges((span,)),
                )


def _named_behind(word: Token) -> Token | None:
    """Return who is named behind "to", before a noun as its owner, or behind its "of"."""
    for child in word.children:
        if child.dep_ in {"pobj", "poss", "nsubj"}:
            return child
        if child.lower_ == "of":
            return _named_behind(child)
    return None


def _cue_span(cue: Cue) -> Span:
    """Return the words of a cue; a refusal keeps its "did not"."""
    first, last = cue.first, cue.last
    if cue.frame in {"negated", "could"}:
        parts = [c for c in cue.verb.children if c.dep_ in {"aux", "neg"} and c.i < cue.verb.i]
        first = min([first, *parts], key=lambda t: t.i)
    return first.idx, last.idx + len(last)


def _inside(one: Statement, every: Sequence[Statement]) -> int:
    """Return the place of the smallest statement whose content holds another's cue, -1 for none."""
    if one.cue is None:
        return -1
    holding = [
        (b - a, at)
        for at, other in enumerate(every)
        for a, b in other.content
        if other is not one and a <= one.cue[0] and one.cue[1] <= b
    ]
    return min(holding, default=(0, -1))[1]
