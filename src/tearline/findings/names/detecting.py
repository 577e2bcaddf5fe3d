"""People's names: candidates with reasons, one value for each person of a record.

Promises: every name that a pattern and the dictionary show, that the language model saw (its
findings come from earlier), or that is another form of a person named in the record, is found
once. A person on the desk's list is ``name.known.*`` and scores low; one who stands beside a
personal identifier is ``name.tied`` wherever the record names them; everybody else is
``name.person``. The score says how sure it is that the span is a name.

Does not promise: to know who may be named. It never clears anybody but by the desk's own list.
"""

# ruff: noqa: PLR2004  (scores are read best where they stand)
from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from tearline.findings.detector import Detector, Example, Settings, spanned
from tearline.findings.names import inverted, model_words, nlp, roster
from tearline.findings.names.known import BECAUSE, KnownPeople
from tearline.findings.names.people import People
from tearline.findings.names.shapes import Mention, names_in
from tearline.findings.names.ties import tied
from tearline.findings.names.words import read
from tearline.model.finding import Finding
from tearline.model.page import Page
from tearline.text import Folded, fold

PERSON, TIED, KNOWN = "name.person", "name.tied", "name.known"
KNOWN_SCORE = 0.15
BY_TIE = 0.6  # a surname alone that several bear is no surer for one of them being tied


class _NamesDetector:
    """Reads the pages twice: for names by their shape, then for the people these are."""

    name = "names"
    kinds = frozenset({PERSON, TIED, *(f"{KNOWN}.{because}" for because in BECAUSE)})

    def __init__(self, settings: Settings) -> None:
        """Read the desk's list; the version says whether a model's word is to be had."""
        self._known = KnownPeople(settings.people)
        self.version = "2, with the model" if nlp.available() else "2, patterns only"

    def find(self, pages: Sequence[Page], earlier: Sequence[Finding]) -> Iterator[Finding]:
        """Yield the names of a record's pages, in order."""
        folds = [fold(page.text) for page in pages]
        texts = [read(folded.text) for folded in folds]
        seen = _seen_by_model(pages, folds, earlier)
        mentions: list[Mention] = []
        for n, words in enumerate(texts):
            found = list(names_in(words))
            found = roster.with_lines(words, found)
            found = inverted.with_inverted(words, found)
            inverted.with_lists_of_initials(found)
            inverted.with_lists(words, found)
            found = model_words.merged(words, found, seen.get(n, ()))
            for mention in found:
                mention.page = n
            mentions.extend(found)
        mentions = roster.with_columns(pages, folds, texts, mentions)
        people = People(texts, mentions)
        mentions.extend(people.spread())
        mentions.sort(key=lambda m: (m.page, m.start, m.end))
        for mention in mentions:  # ties compare with findings on the pages as they are
            mention.start, mention.end = folds[mention.page].span(mention.start, mention.end)
        yield from self._kinds(pages, mentions, earlier)

    def _kinds(
        self, pages: Sequence[Page], mentions: list[Mention], earlier: Sequence[Finding]
    ) -> Iterator[Finding]:
        """Yield each mention with its kind: known, tied, or neither."""
        known = self._known.among(mentions) if self._known else {}
        ties = tied(pages, mentions, earlier)
        by_person = {mentions[i].person for i in ties}
        for i, mention in enumerate(mentions):
            kind, score, why = PERSON, mention.score, mention.why
            if i in known:
                kind, score = f"{KNOWN}.{known[i]}", KNOWN_SCORE
                why += " The desk's list has this person."
            elif i in ties:
                kind, score = TIED, max(score, 0.85 if score >= 0.5 else 0.6)
                why += " " + ties[i]
            elif mention.person in by_person:
                kind = TIED
                if mention.given or mention.initials:
                    score = max(score, 0.8)
                why += " Elsewhere in this record the person stands beside a personal identifier."
            span = (mention.start, mention.end)
            page = pages[mention.page]
            yield spanned(self, page, span, kind, score, why, mention.person)


def _seen_by_model(
    pages: Sequence[Page], folds: Sequence[Folded], earlier: Sequence[Finding]
) -> dict[int, list[tuple[int, int]]]:
    """Return the model's spans in folded code points, by place of the page, in order."""
    number = {page.number: n for n, page in enumerate(pages)}
    seen: dict[int, list[tuple[int, int]]] = {}
    for finding in earlier:
        if finding.kind != nlp.KIND or finding.start is None or finding.end is None:
            continue
        n = number.get(finding.page)
        if n is not None:
            places = folds[n].places
            span = (bisect_left(places, finding.start), bisect_left(places, finding.end))
            seen.setdefault(n, []).append(span)
    return {n: sorted(spans) for n, spans in seen.items()}


def build(settings: Settings) -> Detector:
    """Return the detector, with the desk's list of people."""
    return _NamesDetector(settings)


EXAMPLES: tuple[Example, ...] = (
    Example("He met Thomas Wexley there.", ((PERSON, "Thomas Wexley"),), "given name, surname"),
    Example("met Thomas R. Wexley.", ((PERSON, "Thomas R. Wexley"),), "a middle initial"),
    Example(
        "HARPER THOMAS R   900-12-3456\n",
        ((PERSON, "HARPER THOMAS R"),),
        "no comma, beside a number",
    ),
    Example("GS-12\nHARPER THOMAS R\n", (), "no comma and alone is less than a finding"),
    Example("HARPER   900-12-3456\n", ((PERSON, "HARPER"),), "a surname beside a number"),
    Example("His HARPER hair. HAIR: HARPER", (), "the colour of something"),
    Example("from Santiago de Cuba", (), "a town with a given name"),
    Example("WEXLEY, THOMAS R.\n", ((PERSON, "WEXLEY, THOMAS R."),), "last name first"),
    Example("Lt. Col. Thomas Harper left", ((PERSON, "Thomas Harper"),), "titles are left out"),
    Example("Mr. Harper said so.", ((PERSON, "Harper"),), "a title and a surname"),
    Example("TELL JOHN HARPER TO WAIT", ((PERSON, "JOHN HARPER"),), "capitals"),
    Example("by J. R. Harper and", ((PERSON, "J. R. Harper"),), "initials"),
    Example("Juan PEREZ Gomez left", ((PERSON, "Juan PEREZ Gomez"),), "two surnames"),
    Example("Maria de la Cruz left", ((PERSON, "Maria de la Cruz"),), "particles"),
    Example("Jоhn Hаrper left", ((PERSON, "Jоhn Hаrper"),), "letters of another script"),
    Example("J0hn Harper left", ((PERSON, "J0hn Harper"),), "a digit for a letter"),
    Example(
        "The man that they were looking for was John\nHarper of Dayton.",
        ((PERSON, "John\nHarper"),),
        "broken over a line",
    ),
    Example(
        "John Harper left. Later Harper came back.",
        ((PERSON, "John Harper"), (PERSON, "Harper")),
        "the surname alone, learnt",
    ),
    Example(
        "John Harper left.\fHAR-\nPER CAME",
        ((PERSON, "John Harper"), (PERSON, "HAR-\nPER")),
        "cut by a hyphen on another page",
    ),
    Example("They walked up John Harper Street.", (), "a street"),
    Example("The USS John Harper sailed.", (), "a ship"),
    Example("Havana, Cuba and Dallas, Texas", (), "places"),
    Example("We will call in May. Price: 5 dollars", (), "names that are words"),
    Example("John Price left. Price was no object.", ((PERSON, "John Price"),), "a surname a word"),
    Example("the CONTACT REPORT of the STATION", (), "words in capitals"),
    Example("U. S. Marshal, D. C. Police", (), "letters that are no initials"),
)
