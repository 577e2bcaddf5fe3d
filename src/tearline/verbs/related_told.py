"""How `tearline related` tells a ranked record: its name, its title, why it ranks, and its words there.

Promises: reasons are terms that tell; where most of a score is words of forms and common ones, that is said,
and where all of it is, they are named as that. Nothing is shown that the mask blocks: a term that it blocks
at one of its places is no reason that is told, and names, titles and excerpts are masked with their pages.
Page numbers are those of the record's own file. Does not rank.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tearline.reading.relating.related import Ranked, Reason, RelatedRecords
from tearline.reading.relating.telling import Says
from tearline.verbs.gathered import Gathered

REASONS = 6
LOOKED = 60  # terms of a record that are looked through for reasons
MOSTLY = 0.75  # of a score, from which it is said that words of forms and common words make it
MOST = 20  # of the records that belong, those whose terms are looked at to say what sets them apart


@dataclass(frozen=True, slots=True)
class Why:
    """What is told of a score: the reasons, whether they tell, and what share of it tells nothing.

    ``usual`` is 0-1: words of forms and common words, of all terms that raise the score.
    """

    reasons: tuple[Reason, ...]
    tell: bool
    usual: float


class Told:
    """Tells records of a ranking."""

    def __init__(self, gathered: Gathered, related: RelatedRecords) -> None:
        """Take the records as gathered and as ranked."""
        self._gathered, self._related = gathered, related

    def why(self, record: str) -> Why:
        """Return why a record ranks, as it may be told."""
        every = self._related.why(record, LOOKED)
        subjects = [reason for reason in every if reason.says is Says.SUBJECT]
        whole = sum(reason.weight for reason in every)
        usual = [reason for reason in every if reason.says in {Says.FORM, Says.COMMON}]
        told = next(
            filter(None, (self._may(record, some) for some in (subjects, usual, every))), ()
        )
        share = sum(reason.weight for reason in usual) / whole if whole else 0.0
        return Why(told, bool(told) and told[0].says is Says.SUBJECT, share)

    def terms(self, belonging: Sequence[str]) -> tuple[str, ...]:
        """Return what sets records apart that belong: terms that tell, the heaviest first.

        Of the first ``MOST`` of them; none that the mask blocks in one of those.
        """
        found: dict[str, float] = {}
        hidden: set[str] = set()
        for record in belonging[:MOST]:
            reasons = self._related.why(record, LOOKED)
            for reason in (one for one in reasons if one.says is Says.SUBJECT):
                if reason.term in hidden or not self._gathered.may_tell(record, reason.places):
                    hidden.add(reason.term)
                found[reason.term] = found.get(reason.term, 0.0) + reason.weight
        return tuple(sorted(found.keys() - hidden, key=lambda term: (-found[term], term)))

    def lines(self, row: Ranked, *, excerpt: bool = False) -> Iterator[str]:
        """Yield a record as a person reads it; with ``excerpt`` its words at the first reason too."""
        gathered, why = self._gathered, self.why(row.record)
        count = gathered.count(row.record)
        copies = len(row.copies)
        with_copies = (
            f" (and {copies} {'copy' if copies == 1 else 'copies'} of it)" if copies else ""
        )
        many = "1 page" if count == 1 else f"{count:,} pages"
        name = gathered.name(row.record)
        yield "  ".join(filter(None, (f"{name}{with_copies}", gathered.title(row.record), many)))
        said = ", ".join(f"{one.term}{self._at(row.record, one)}" for one in why.reasons)
        if not said:
            yield "      why: it shares no words with yours that can be shown"
        elif not why.tell:
            yield f"      why: only words of forms and common words: {said}"
        else:
            more = (
                "; ranked mostly by words of forms and common words" if why.usual > MOSTLY else ""
            )
            yield f"      why: {said}{more}"
        if excerpt and count:
            place = next((p for one in why.reasons for p in one.places if p.page), None)
            page, start = (place.page, place.start) if place else (1, 0)
            number = gathered.spot(row.record, page).page
            words = gathered.excerpt(row.record, page, start)
            yield f"      {f'p. {number}' if number else 'text'}: {words or 'no text was read'}"

    def as_json(self, row: Ranked) -> dict[str, object]:
        """Return a record as JSON Lines have it."""
        why = self.why(row.record)
        return {
            "record": self._gathered.name(row.record),
            "title": self._gathered.title(row.record),
            "pages": self._gathered.count(row.record),
            "score": round(row.score, 4),
            "by": row.by,
            "copies": [self._gathered.name(one) for one in row.copies],
            "why": [
                {"term": one.term, "weight": round(one.weight, 4), "says": str(one.says),
                 "places": [self._gathered.place(row.record, place.page) if place.page
                            else {"field": place.field} for place in one.places]}
                for one in why.reasons
            ],
            "usual_words": round(why.usual, 3),
        }  # fmt: skip

    def _may(self, record: str, reasons: Sequence[Reason]) -> tuple[Reason, ...]:
        """Return the first reasons that may be told."""
        told: list[Reason] = []
        for reason in reasons:
            if self._gathered.may_tell(record, reason.places):
                told.append(reason)
            if len(told) == REASONS:
                break
        return tuple(told)

    def _at(self, record: str, reason: Reason) -> str:
        place = next(iter(reason.places), None)
        if place is None:
            return ""
        if not place.page:
            return f" ({place.field})"
        number = self._gathered.spot(record, place.page).page
        return f" (p. {number})" if number else ""
