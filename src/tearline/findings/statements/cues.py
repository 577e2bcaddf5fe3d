"""The cues of a paragraph: verbs (and "according to") that say that somebody says something.

Promises: a verb is a cue only with something that follows it as the lexicon has it: a clause, words in
quotation marks, an object, an infinitive. What is only wished or meant is a cue of another kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tearline.findings.statements import contents
from tearline.findings.statements.lexicon import Lexicon, Verb
from tearline.findings.statements.quoting import Quote
from tearline.model.statement import Kind

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


LONGEST = 300  # words of a sentence; what is longer is a list or a broken page, and is not read
_BETWEEN = 5  # words between a quotation and the verb that it belongs to
_FEWEST = 4  # words that a sentence has before an aside
_STOP = re.compile(r"\s*(?:(?:on|in|at|by|to|last|this|late|early)\b[^,.;]{0,60})?(?:[,.;]|[—–]|$)")


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue: its verb, the way it reports (frame), and what that makes of it.

    ``content`` is the head of what it reports, None for a quotation or nothing. ``first`` and ``last`` are
    the words that are the cue. ``weak``: a verb that often reports nothing.
    """

    verb: Token
    first: Token
    last: Token
    frame: str
    kind: Kind
    content: Token | None
    weak: bool
    wish: bool = False


def cues(doc: Doc, quotations: Sequence[Quote], words: Lexicon) -> Iterator[Cue]:
    """Find the cues of a parsed paragraph, in order."""
    for token in (
        token for sentence in doc.sents if len(sentence) <= LONGEST for token in sentence
    ):
        lower, lemma = token.lower_, _lemma(token, words)
        if lower == "according" and token.i + 1 < len(doc) and doc[token.i + 1].lower_ == "to":
            yield Cue(token, token, doc[token.i + 1], "according", Kind.CLAIMS, None, weak=False)
        elif lower == "per" and token.pos_ == "ADP" and _is_source(token, words):
            yield Cue(token, token, token, "according", Kind.CLAIMS, None, weak=False)
        elif (framed := _framed(token)) is not None and not _inside(quotations, token):
            yield Cue(framed, framed, framed, "according", Kind.CLAIMS, None, weak=False)
        elif (view := _view(token, words)) is not None and not _inside(quotations, token):
            yield Cue(token, token, view, "according", Kind.CLAIMS, None, weak=False)
        elif token.pos_ in {"VERB", "AUX"} or (
            token.dep_ == "ROOT" and lemma in words.verbs and token.tag_.startswith("VB")
        ):
            if _inside(quotations, token) and _first_person(token):
                continue
            verb = words.verbs.get(lemma)
            found = None
            if token.dep_ != "amod" and not _refused(token, words):
                found = _reports(token, lemma, verb, quotations) if verb else None
                found = found or _names(token, lemma, words) or _spoken(token, verb, quotations)
            if found is None and lemma in words.wishes and not _inside(quotations, token):
                found = _wishes(token)
            if found:
                yield found


def _is_source(token: Token, words: Lexicon) -> bool:
    """Say whether what stands behind "per" is somebody: "per the Department", and not "per day"."""
    named = next((child for child in token.children if child.dep_ == "pobj"), None)
    return named is not None and (
        named.pos_ == "PROPN" or named.lemma_.lower() in words.people | words.bodies
    )


def _framed(token: Token) -> Token | None:
    """Return the verb of "as he put it", "as the ministry framed it": what is beside it is their account."""
    verb = token.head
    if (
        token.lower_ != "as"
        or token.dep_ != "mark"
        or verb.i < token.i
        or verb.i - token.i > _BETWEEN
    ):
        return None
    told = {child.dep_: child for child in verb.children}
    it = told.get("dobj")
    return verb if it is not None and it.lower_ == "it" and "nsubj" in told else None


def _view(token: Token, words: Lexicon) -> Token | None:
    """Return the noun of "in his view", "in the words of the mayor", None where it is none of these."""
    if token.lower_ not in words.view_of or token.pos_ != "ADP":
        return None
    for child in token.children:
        said = child.lower_ if child.lower_ == "words" else child.lemma_.lower()
        seen = child.dep_ == "pobj" and said in words.viewing
        if seen and any(one.dep_ == "poss" or one.lower_ == "of" for one in child.children):
            return child
    return None


def _lemma(token: Token, words: Lexicon) -> str:
    """Return the word of the lexicon that a verb is a form of: the model takes "hopes" for "hop"."""
    lower, lemma = token.lower_, token.lemma_.lower()
    behind = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else token
    if behind.dep_ == "prt" and f"{lemma} {behind.lower_}" in words.phrasal:
        return f"{lemma} {behind.lower_}"
    if lemma in words.verbs or lemma in words.wishes:
        return lemma
    for ending, instead in (
        ("s", ""),
        ("es", ""),
        ("d", ""),
        ("ed", ""),
        ("ing", "e"),
        ("ing", ""),
    ):
        stem = lower.removesuffix(ending) + instead
        if lower.endswith(ending) and (stem in words.verbs or stem in words.wishes):
            return stem
    return lemma


def _refused(token: Token, words: Lexicon) -> bool:
    """Say whether a verb is what somebody declines to do: "declined to say", "asked not to be named"."""
    above = token.head
    if token.dep_ == "acl" and token.tag_ == "VB" and above.lemma_.lower() in words.nouns:
        return True
    if (
        token.dep_ == "xcomp"
        and token.tag_ == "VB"
        and "infinitive" in getattr(words.verbs.get(above.lemma_.lower()), "frames", ())
    ):
        return True
    below = _below(token, "xcomp", "ccomp", "dobj")
    return (
        token.lemma_ in {"ask", "request"}
        and below is not None
        and below.lemma_.lower() in {"name", "identify", "quote", "anonymity"}
    )


def _names(token: Token, lemma: str, words: Lexicon) -> Cue | None:
    """Return "calls it a fantasy": somebody gives a thing a name."""
    if lemma not in words.naming or _negated(token) is not None:
        return None
    below = [
        child
        for child in token.children
        if child.i > token.i and child.dep_ in {"ccomp", "oprd", "xcomp", "attr", "acomp"}
    ]
    below += [
        child
        for child in token.children
        if child.i > token.i and child.dep_ == "prep" and child.lower_ == "as"
    ]
    if not below or any(child.dep_ == "prt" for child in token.children):
        return None
    return Cue(token, token, token, "naming", Kind.CLAIMS, below[0], weak=True)


def _spoken(token: Token, verb: Verb | None, quotations: Sequence[Quote]) -> Cue | None:
    """Return any verb that stands with its subject right at a quoted sentence: “No,” sobbed his brother."""
    if (
        verb is not None
        or token.tag_ not in {"VBD", "VBZ"}
        or token.pos_ == "AUX"
        or _inside(quotations, token)
    ):
        return None
    text = token.doc.text
    for quote in quotations:
        if quote.right <= token.idx and text[quote.end - 1 : quote.end] in {",", "?", "!"}:
            between = text[quote.right : token.idx]
            if (
                len(between.split()) <= _BETWEEN
                and not any(mark in between for mark in ".;:")
                and not between.strip().startswith("and ")
            ):
                return Cue(token, token, token, "quote", Kind.CLAIMS, None, weak=True)
    return None


def _inside(quotations: Sequence[Quote], token: Token) -> bool:
    return any(quote.start <= token.idx < quote.end for quote in quotations)


def _first_person(token: Token) -> bool:
    """Say whether a speaker reports his or her own words or the listener's: "I told you", "we said"."""
    subjects = [child.lower_ for child in token.children if child.dep_ in {"nsubj", "nsubjpass"}]
    return not subjects or subjects[0] in {"i", "we", "you"}


def _negated(token: Token) -> Token | None:
    return next((child for child in token.children if child.dep_ == "neg"), None)


def _auxiliary(token: Token, *forms: str) -> bool:
    return any(child.dep_ == "aux" and child.lower_ in forms for child in token.children)


def _reports(token: Token, lemma: str, verb: Verb, quotations: Sequence[Quote]) -> Cue | None:
    """Return a verb as a cue by the first of its frames that what follows it fills."""
    frames = verb.frames

    def cue(frame: str, content: Token | None, *, of: str = "", weak: bool = verb.weak) -> Cue:
        return Cue(token, token, token, frame, frames[of or frame], content, weak)

    if refused := _not_said(token, lemma, frames):
        frame, weak = refused
        kinds = (
            ("ccomp", "dobj", "xcomp") if frame == "could" else ("prep", "xcomp", "ccomp", "dobj")
        )
        return cue(frame, _below(token, *kinds), weak=weak)
    if _negated(token) is not None and lemma in {"say", "claim", "tell"}:
        return None
    clause = contents.clause(token)
    beside = _beside_quote(token, quotations)
    before = clause is not None and clause.i < token.i
    if "clause" in frames and not beside and not before and _aside(token):
        return cue("aside", None, of="clause")
    finite = token.tag_ in {"VBD", "VBZ"}
    alone = _below(token, "ccomp", "xcomp", "dobj", "prep") is None
    if lemma in {"decline", "refuse"} and finite and alone:
        return cue("negated", None, of="infinitive", weak=False)
    below = _below(token, "xcomp")
    if "infinitive" in frames and below is not None and _infinitive(below):
        return cue("infinitive", below)
    if "person" in frames and (below := _person(token)) is not None:
        return cue("person", below)
    if "clause" in frames and clause is not None:
        return cue("clause", clause)
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ in verb.about:
            return Cue(token, token, token, "about", verb.about[child.lower_], child, verb.weak)
    below = _below(token, "dobj", "nsubjpass")
    named = below is not None and (below.pos_ != "PRON" or frames.get("object") is Kind.DENIES)
    if "object" in frames and named:
        return cue("object", below)
    return cue("quote", None, of="clause") if "clause" in frames and beside else None


def _not_said(token: Token, lemma: str, frames: dict[str, Kind]) -> tuple[str, bool] | None:
    """Return the frame of "could not determine" and "did not respond", and whether it is weak."""
    able = token.head if token.head.lower_ in {"able", "unable"} else None
    unable = able is not None and (
        able.lower_ == "unable" or _negated(able.head) is not None or _negated(able) is not None
    )
    if "could" in frames and unable:
        return "could", False
    if _negated(token) is None:
        return None
    if "could" in frames and (
        _auxiliary(token, "could", "can") or lemma in {"determine", "verify"}
    ):
        return "could", False
    if "negated" not in frames:
        return None
    helped = _auxiliary(token, "did", "would", "will") or (
        _auxiliary(token, "could")
        if lemma == "reach"
        else lemma != "say" and _auxiliary(token, "does", "has", "have", "could")
    )
    return ("negated", lemma in {"say", "give", "provide"}) if helped else None


def _aside(token: Token) -> bool:
    """Say whether a verb and its subject stand by themselves between commas, or at the end behind one."""
    text = token.doc.text
    subjects = [child for child in token.children if child.dep_ in {"nsubj", "nsubjpass"}]
    if not subjects:
        return False
    left, right = min(subjects[0].left_edge.i, token.i), max(subjects[0].right_edge.i, token.i)
    before = text[token.sent.start_char : token.doc[left].idx].rstrip()
    after = text[token.doc[right].idx + len(token.doc[right]) : token.sent.end_char]
    if not before.endswith((",", "—", "–")):
        return False
    if after.lstrip().startswith(",") and any(
        t.pos_ in {"VERB", "AUX"} for t in token.doc[right + 1 : token.sent.end]
    ):
        return True
    if len(before.split()) < _FEWEST or not any(
        t.pos_ in {"VERB", "AUX"} and t.tag_ != "VBG" for t in token.doc[token.sent.start : left]
    ):
        return False
    return bool(_STOP.match(after))


def _below(token: Token, *kinds: str) -> Token | None:
    return next(
        (
            child
            for kind in kinds
            for child in token.children
            if child.dep_ == kind and child.i > token.i
        ),
        None,
    )


def _infinitive(token: Token) -> bool:
    return (
        any(child.lower_ == "to" and child.dep_ == "aux" for child in token.children)
        or token.tag_ == "VBG"
    )


def _person(token: Token) -> Token | None:
    """Return what somebody is told to do, or accused of: the object with an infinitive or "of" after it."""
    for child in token.children:
        if child.i < token.i:
            continue
        if (
            child.dep_ in {"ccomp", "xcomp"}
            and _infinitive(child)
            and any(c.dep_ == "nsubj" for c in child.children)
        ):
            return child
    direct = _below(token, "dobj")
    if direct is None:
        return None
    for child in token.children:
        if child.i > direct.i and (
            (child.dep_ in {"xcomp", "ccomp", "advcl"} and _infinitive(child))
            or (child.dep_ == "prep" and child.lower_ in {"of", "for"})
        ):
            return direct
    return (
        direct
        if any(c.dep_ in {"acl", "relcl"} and _infinitive(c) for c in direct.children)
        else None
    )


def _beside_quote(token: Token, quotations: Sequence[Quote]) -> bool:
    """Say whether a verb's sentence has, outside the verb's own words, a quotation that is closed to it."""
    sentence = token.sent
    inside = [q for q in quotations if q.left < sentence.end_char and q.right > sentence.start_char]
    return any(not q.start <= token.idx < q.end for q in inside)


def _wishes(token: Token) -> Cue | None:
    """Return what somebody hopes or means to do, as the writer says it."""
    below = _below(token, "xcomp", "ccomp")
    if below is None or _negated(token) is not None or token.dep_ in {"amod", "acl"}:
        return None
    if token.lemma_ == "expect" and token.tag_ == "VBN":
        return None
    return Cue(token, token, token, "wish", Kind.CLAIMS, below, weak=True, wish=True)
