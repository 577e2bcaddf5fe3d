"""An incident as STIX objects: itself with the Incident Core extension, its event, places, parties, claims.

Promises: who says so stands with each claim and each attribution, one object for each body that says it; a
day is told with how exact it is, never as a midnight of its own; a place of which nothing is known is
words, no location.
"""

from __future__ import annotations

from tearline.editions.stix.drafting import Drafts, besides, each, labelled, sentence, told
from tearline.editions.stix.words import (
    DETERMINATION,
    EVENT,
    EVENT_STATUS,
    IMPACT,
    INCIDENT,
    LEGAL_OUTCOME,
    MEASURE_OUTCOME,
    OPINION,
    SETTLED,
    TASK,
)
from tearline.model.partner_view import Fact, SharedItem
from tearline.model.register import interval

_DAY, _MONTH, _YEAR = 10, 7, 4  # characters of an ISO day, month, year


def draft(drafts: Drafts, report_name: str) -> None:
    """Draft the objects of an incident; ``report_name`` is the source its handle is named with."""
    item = drafts.item
    incident = drafts.id("incident")
    event = _event(drafts, item)
    impacts = [_impact(drafts, fact) for fact in item.of("harm")]
    tasks = [_task(drafts, fact) for fact in each(item, "measure", "legal")]
    types = _types(item)
    core = {
        "extension_type": "property-extension",
        "determination": determination(item),
        "investigation_status": "open" if item.of("legal") else "new",
        "incident_types": types,
        "events": [{"event_ref": event}] if event else [],
        "impact_refs": impacts,
        "tasks": [{"task_ref": one} for one in sorted(tasks)],
    }
    core = {key: value for key, value in core.items() if value}
    drafts.put(
        incident,
        name=name_of(item),
        description=_description(item),
        labels=types,
        external_references=[{"source_name": report_name, "external_id": item.handle}],
        extensions={INCIDENT: core},
    )
    for fact in item.of("where"):
        if fact.country or fact.position is not None:
            drafts.relate(incident, "located-at", _location(drafts, fact))
    for name, relation in (
        ("attribution", "attributed-to"),
        ("actor", "related-to"),
        ("target", "targets"),
    ):
        for fact in item.of(name):
            drafts.relate(incident, relation, _party(drafts, fact), fact)
    for fact in item.of("claim"):
        _claim(drafts, fact, incident)


def name_of(item: SharedItem) -> str:
    """Return the words an item is known by: its title, else its type, else what it is."""
    for fact in item.of("title"):
        return fact.value
    for fact in item.of("type"):
        return fact.value.replace("-", " ").capitalize()
    return item.kind.value.capitalize()


def determination(item: SharedItem) -> str:
    """Return the extension's word for how sure it is that this was an act."""
    for fact in item.of("occurrence"):
        if fact.value in DETERMINATION:
            return DETERMINATION[fact.value]
        if fact.value == "completed" and any(one.state in SETTLED for one in item.of("claim")):
            return "confirmed"
    return "suspected"


def _description(item: SharedItem) -> str:
    """Return what has no field of its own in an incident, a sentence each."""
    words = [sentence(fact) for fact in each(item, "summary")]
    words += labelled(item, "occurrence", "means") + besides(item, "title", "type", "when")
    words += [
        f"Where: {sentence(fact)}"
        for fact in item.of("where")
        if not fact.country and fact.position is None
    ]
    return "\n".join(words)


def _types(item: SharedItem) -> list[str]:
    """Return an incident's types, each once: two may say the same of it."""
    return list(dict.fromkeys(fact.value for fact in item.of("type")))


def _event(drafts: Drafts, item: SharedItem) -> str:
    """Draft what took place and when; '' where neither is said."""
    occurrence = next(iter(item.of("occurrence")), None)
    when = next(iter(item.of("when")), None)
    if occurrence is None and when is None:
        return ""
    status = EVENT_STATUS.get(occurrence.value, "undetermined") if occurrence else "undetermined"
    return drafts.put(
        drafts.id("event"),
        status=status,
        event_types=_types(item),
        **(times(when.value) if when is not None else {}),
        extensions={EVENT: {"extension_type": "new-sdo"}},
    )


def times(said: str) -> dict[str, str]:
    """Return start and end of a day, month, year or interval, each with how exact it is."""
    first, last = interval(said)
    starts, _, ends = said.partition("/")
    found = {
        "start_time": f"{first.isoformat()}T00:00:00.000Z",
        "start_time_fidelity": _fidelity(starts),
    }
    if ends or len(starts) < _DAY:
        found["end_time"] = f"{last.isoformat()}T00:00:00.000Z"
        found["end_time_fidelity"] = "day" if len(ends or starts) < _DAY else _fidelity(ends)
    return found


def _fidelity(said: str) -> str:
    return {_YEAR: "year", _MONTH: "month"}.get(len(said), "day")


def _impact(drafts: Drafts, fact: Fact) -> str:
    """Draft a harm in its words: what was hit, and how badly, is not guessed from them."""
    return drafts.put(
        drafts.of_fact("impact", fact),
        impact_category="physical",
        description=sentence(fact),
        extensions={
            IMPACT: {"extension_type": "new-sdo"},
            "physical": {"impact_type": "unknown"},
        },
    )


def _task(drafts: Drafts, fact: Fact) -> str:
    outcomes = LEGAL_OUTCOME if fact.name == "legal" else MEASURE_OUTCOME
    return drafts.put(
        drafts.of_fact("task", fact),
        name=fact.value,
        description=told(fact),
        task_types=[fact.name],
        outcome=outcomes.get(fact.state, "unknown"),
        extensions={TASK: {"extension_type": "new-sdo"}},
    )


def _location(drafts: Drafts, fact: Fact) -> str:
    at = fact.position
    degrees = (
        {
            "latitude": round(at.latitude, at.decimals),
            "longitude": round(at.longitude, at.decimals),
            "precision": float(at.metres),
        }
        if at is not None
        else {}
    )
    name = drafts.of_fact("location", fact)
    drafts.put(name, name=fact.value, description=told(fact), country=fact.country, **degrees)
    drafts.rows[name] |= degrees  # also where a degree is 0
    return name


def _party(drafts: Drafts, fact: Fact) -> str:
    """Draft a party by its words alone: one object however often it is named."""
    return drafts.put(drafts.id("identity", fact.value), name=fact.value, identity_class="unknown")


def _claim(drafts: Drafts, fact: Fact, incident: str) -> None:
    authors = [fact.by] if fact.by else []
    if fact.state in OPINION:
        drafts.put(
            drafts.of_fact("opinion", fact),
            explanation=sentence(fact),
            authors=authors,
            opinion=OPINION[fact.state],
            object_refs=[incident],
        )
        return
    drafts.put(
        drafts.of_fact("note", fact),
        content=sentence(fact),
        authors=authors,
        object_refs=[incident],
    )
