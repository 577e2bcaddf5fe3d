"""How statements, commitments and incidents are told: lines for a person, rows for a program.

Promises: what is shown of a page is the page's own words; a field that the page does not fill is empty.
"""

from __future__ import annotations

from datetime import date

from tearline.model.article import PageFound
from tearline.model.commitment import Commitment, Duration, clock
from tearline.model.incident import Incident
from tearline.model.statement import Source, Span, Statement
from tearline.model.when import When
from tearline.talk import Talk


def _words(page: PageFound, span: Span | None) -> str:
    return " ".join(page.text[span[0] : span[1]].split()) if span else ""


def _place(page: PageFound, span: Span | None) -> dict[str, object] | None:
    if span is None:
        return None
    return {"text": _words(page, span), "start": span[0], "end": span[1]}


def say_statement(talk: Talk, file: str, page: PageFound, at: int, one: Statement) -> None:
    """Tell a statement, with the place of every word of it."""
    said = " … ".join(_words(page, span) for span in one.content) or "(nothing)"
    who = _words(page, one.source.span) or "(nobody named here)"
    mark = "wish" if one.wish else one.kind.value
    human = (
        f"  {one.tier.value:12} {who} | {_words(page, one.cue) or '(no cue)'} | {mark}, {one.form.value}\n"
        f"    {said}\n    ({_of(one.source)}{one.why})"
    )
    talk.datum(
        "statement",
        human,
        file=file,
        article=one.article,
        statement=at,
        source=_place(page, one.source.span),
        cue=_place(page, one.cue),
        content=[_place(page, span) for span in one.content],
        form=one.form.value,
        kind=one.kind.value,
        wish=one.wish,
        named=one.source.named,
        count=one.source.count,
        standing=one.source.standing,
        pronoun=one.source.pronoun,
        hedges=[_place(page, span) for span in one.hedges],
        inside=one.inside if one.inside >= 0 else None,
        tier=one.tier.value,
        why=one.why,
    )


def _of(source: Source) -> str:
    """Return what is told of a source beside its words."""
    if source.span is None:
        return ""
    if source.pronoun:
        return "points back to somebody; "
    if source.named:
        return ""
    return f"not named, {source.count if source.count is not None else 'how many is not said'}; "


def say_commitment(
    talk: Talk, file: str, page: PageFound, at: int, one: Commitment, today: date
) -> None:
    """Tell a candidate for a commitment: party, act, terms, stances, and its clock where it has one."""
    runs = clock(one, today)
    terms = [
        f"{name}: {_words(page, span)}"
        for name, span in (
            ("for", one.duration.span if one.duration else None),
            ("within", one.within.span if one.within else None),
            ("from", _span(one.starts)),
            ("by", _span(one.deadline)),
            ("if", one.condition),
        )
        if span is not None
    ]
    if runs is not None:
        left = f"{runs.left} days left" if runs.left >= 0 else f"past by {-runs.left} days"
        terms.append(f"{left} on {today} (ends {runs.ends}, {runs.basis})")
    taken = [
        f"{_words(page, each.party) or 'nobody named'} {each.position.value}"
        for each in one.stances
    ]
    who = _words(page, one.obligor) or "(nobody named here)"
    human = "\n".join(
        [
            f"  {one.ground.value:10} {who} | {_words(page, one.act)}",
            *([f"    {'; '.join(terms)}"] if terms else []),
            *([f"    {'; '.join(taken)}"] if taken else []),
            f"    (candidate, {100 * one.sure:.0f} %: {one.why}"
            + (f"; said by {_words(page, one.says)}" if one.says else "")
            + ")",
        ]
    )
    talk.datum(
        "commitment",
        human,
        file=file,
        article=one.article,
        commitment=at,
        ground=one.ground.value,
        cue=_place(page, one.cue),
        obligor=_place(page, one.obligor),
        act=_place(page, one.act),
        duration=_length(page, one.duration),
        within=_length(page, one.within),
        starts=_when(page, one.starts),
        deadline=_when(page, one.deadline),
        condition=_place(page, one.condition),
        stances=[
            {
                "party": _place(page, each.party),
                "is": each.position.value,
                "cue": _place(page, each.cue),
            }
            for each in one.stances
        ],
        says=_place(page, one.says),
        clock={
            "ends": runs.ends.isoformat(),
            "left": runs.left,
            "basis": runs.basis,
            "on": today.isoformat(),
        }
        if runs
        else None,
        confidence=one.sure,
        why=one.why,
    )


def say_incident(talk: Talk, file: str, page: PageFound, at: int, one: Incident) -> None:
    """Tell a candidate for an incident: its kind, how far it went, how it is said, and each field's words."""
    fields = [
        f"{name}: {_words(page, span)}"
        for name, span in (
            ("where", one.place),
            ("when", _span(one.when)),
            ("by", one.actor),
            ("against", one.target),
            ("legal", one.legal),
        )
        if span is not None
    ]
    said = f"; {one.claim.value}" + (f" by {_words(page, one.says)}" if one.says else "")
    words = ", ".join(f"“{_words(page, each.span)}”" for each in one.mentions)
    human = "\n".join(
        [
            f"  {one.kind} | {one.occurrence.value}{said}",
            *([f"    {'; '.join(fields)}"] if fields else []),
            f"    (candidate, {100 * one.sure:.0f} %: {words})",
        ]
    )
    talk.datum(
        "incident",
        human,
        file=file,
        article=one.article,
        incident=at,
        kind=one.kind,
        occurrence=one.occurrence.value,
        claim=one.claim.value,
        mentions=[{**(_place(page, each.span) or {}), "why": each.why} for each in one.mentions],
        place=_place(page, one.place),
        when=_when(page, one.when),
        actor=_place(page, one.actor),
        target=_place(page, one.target),
        blamed=_place(page, one.blamed),
        says=_place(page, one.says),
        legal=_place(page, one.legal),
        confidence=one.sure,
    )


def _span(when: When | None) -> Span | None:
    return None if when is None else (when.start, when.end)


def _when(page: PageFound, when: When | None) -> dict[str, object] | None:
    if when is None:
        return None
    return {
        **(_place(page, (when.start, when.end)) or {}),
        "first": when.first.isoformat() if when.first else None,
        "last": when.last.isoformat() if when.last else None,
        "basis": when.basis.value,
    }


def _length(page: PageFound, one: Duration | None) -> dict[str, object] | None:
    return (
        None
        if one is None
        else {**(_place(page, one.span) or {}), "count": one.count, "unit": one.unit}
    )
