"""How statements, commitments and incidents are told: lines for a person, rows for a program.

Promises: what is shown of a page is the page's own words; a field that the page does not fill is empty.
"""

from __future__ import annotations

from datetime import date

from tearline.model.commitment import Commitment, Duration, clock
from tearline.model.compliance import Compliance, Conflict
from tearline.model.incident import Incident
from tearline.model.measure import Measure
from tearline.model.statement import Source, Span, Statement
from tearline.model.when import When
from tearline.talk import Talk
from tearline.verbs.reported import Given


def say_statement(talk: Talk, page: Given, at: int, one: Statement) -> None:
    """Tell a statement, with the place of every word of it."""
    said = " … ".join(page.words(span) for span in one.content) or "(nothing)"
    who = page.words(one.source.span) or "(nobody named here)"
    mark = "wish" if one.wish else one.kind.value
    human = (
        f"  {one.tier.value:12} {who} | {page.words(one.cue) or '(no cue)'} | {mark}, {one.form.value}\n"
        f"    {said}\n    ({_of(one.source)}{one.why})"
    )
    talk.datum(
        "statement",
        human,
        file=page.name,
        article=one.article,
        statement=at,
        source=page.place(one.source.span),
        cue=page.place(one.cue),
        content=[page.place(span) for span in one.content],
        form=one.form.value,
        kind=one.kind.value,
        wish=one.wish,
        named=one.source.named,
        count=one.source.count,
        standing=one.source.standing,
        pronoun=one.source.pronoun,
        hedges=[page.place(span) for span in one.hedges],
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


def say_commitment(talk: Talk, page: Given, at: int, one: Commitment, today: date) -> None:
    """Tell a candidate for a commitment: party, act, terms, stances, and its clock where it has one."""
    runs = clock(one, today)
    terms = [
        f"{name}: {page.words(span)}"
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
        f"{page.words(each.party) or 'nobody named'} {each.position.value}" for each in one.stances
    ]
    who = page.words(one.obligor) or "(nobody named here)"
    human = "\n".join(
        [
            f"  {one.ground.value:10} {who} | {page.words(one.act)}",
            *([f"    {'; '.join(terms)}"] if terms else []),
            *([f"    {'; '.join(taken)}"] if taken else []),
            f"    (candidate, {100 * one.sure:.0f} %: {one.why}"
            + (f"; said by {page.words(one.says)}" if one.says else "")
            + ")",
        ]
    )
    talk.datum(
        "commitment",
        human,
        file=page.name,
        article=one.article,
        commitment=at,
        ground=one.ground.value,
        cue=page.place(one.cue),
        obligor=page.place(one.obligor),
        act=page.place(one.act),
        duration=_length(page, one.duration),
        within=_length(page, one.within),
        starts=_when(page, one.starts),
        deadline=_when(page, one.deadline),
        condition=page.place(one.condition),
        stances=[
            {
                "party": page.place(each.party),
                "is": each.position.value,
                "cue": page.place(each.cue),
            }
            for each in one.stances
        ],
        says=page.place(one.says),
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


def say_compliance(talk: Talk, page: Given, article: int, one: Compliance) -> None:
    """Tell what is said of keeping what was agreed: alleged, verified or denied, and by whom."""
    what = "broken" if one.broken else "kept"
    by = f" by {page.words(one.says)}" if one.says else ""
    talk.datum(
        "compliance",
        f"  {what}: {one.state}{by}\n    {page.words(one.sentence)}",
        file=page.name,
        article=article,
        what=what,
        state=one.state,
        cue=page.place(one.cue),
        sentence=page.place(one.sentence),
        says=page.place(one.says),
        when=_when(page, one.when),
    )


def say_conflict(talk: Talk, page: Given, article: int, one: Conflict) -> None:
    """Tell two wordings that do not go together; which of them holds is not said."""
    talk.datum(
        "beside",
        f"  “{page.words(one.here)}” beside “{page.words(one.there)}”\n    ({one.why})",
        file=page.name,
        article=article,
        here=page.place(one.here),
        there=page.place(one.there),
        why=one.why,
    )


def say_incident(talk: Talk, page: Given, at: int, one: Incident) -> None:
    """Tell a candidate for an incident: its kind, how far it went, how it is said, and each field's words."""
    fields = [
        f"{name}: {page.words(span)}"
        for name, span in (
            ("where", one.place),
            ("when", _span(one.when)),
            ("by", one.actor),
            ("against", one.target),
            ("legal", one.legal),
        )
        if span is not None
    ]
    said = f"; {one.claim.value}" + (f" by {page.words(one.says)}" if one.says else "")
    words = ", ".join(f"“{page.words(each.span)}”" for each in one.mentions)
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
        file=page.name,
        article=one.article,
        incident=at,
        kind=one.kind,
        occurrence=one.occurrence.value,
        claim=one.claim.value,
        mentions=[{**(page.place(each.span) or {}), "why": each.why} for each in one.mentions],
        place=page.place(one.place),
        when=_when(page, one.when),
        actor=page.place(one.actor),
        target=page.place(one.target),
        blamed=page.place(one.blamed),
        says=page.place(one.says),
        legal=page.place(one.legal),
        confidence=one.sure,
    )


def say_measure(talk: Talk, page: Given, article: int, one: Measure) -> None:
    """Tell a measure: its word, how far it has come, and who says so."""
    by = f" says {page.words(one.says)}" if one.says else ""
    talk.datum(
        "measure",
        f"  measure: {page.words(one.thing)} | {one.state or 'state not said'}{by}\n"
        f"    {page.words(one.sentence)}",
        file=page.name,
        article=article,
        state=one.state,
        thing=page.place(one.thing),
        cue=page.place(one.cue),
        sentence=page.place(one.sentence),
        says=page.place(one.says),
        when=_when(page, one.when),
    )


def _span(when: When | None) -> Span | None:
    return None if when is None else (when.start, when.end)


def _when(page: Given, when: When | None) -> dict[str, object] | None:
    if when is None:
        return None
    return {
        **(page.place((when.start, when.end)) or {}),
        "first": when.first.isoformat() if when.first else None,
        "last": when.last.isoformat() if when.last else None,
        "basis": when.basis.value,
    }


def _length(page: Given, one: Duration | None) -> dict[str, object] | None:
    return (
        None
        if one is None
        else {**(page.place(one.span) or {}), "count": one.count, "unit": one.unit}
    )
