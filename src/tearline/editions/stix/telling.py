"""Statements and commitments as STIX objects: notes, and tasks with the notes of who stands how to them.

Promises: what is said stands with who says it; a commitment is a task of an unknown outcome, whatever is
alleged about it, and each stance and each word on whether it is kept is a note of its own with its source.
"""

from __future__ import annotations

from tearline.editions.stix.drafting import Drafts, besides, each, labelled, sentence
from tearline.editions.stix.incident import name_of, times
from tearline.editions.stix.words import TASK
from tearline.model.register import PARTICULARS, Kind

_TERMS = (
    *("obligor", "obligee", "scope-in", "scope-out", "geography", "duration", "counting"),
    *("within", "condition", "ground", "summary"),
)
_WORDS_ON_IT = ("stance", "compliance", "assessment", "beside")


def statement(drafts: Drafts, report: str) -> None:
    """Draft a statement as a note on the edition's report."""
    item = drafts.item
    speaker = ", ".join(fact.value for fact in item.of("speaker"))
    said = [sentence(fact) for fact in each(item, "content", "summary")]
    more = labelled(item, "cue", "saying", "form", "hedge") + besides(item, "title", "speaker")
    words = ([f"{speaker or 'Nobody named'} says:"] if speaker or said else []) + said + more
    drafts.put(
        drafts.id("note"),
        abstract="".join(fact.value for fact in item.of("title")),
        content="\n".join(words) or name_of(item),
        authors=[fact.value for fact in item.of("speaker")],
        object_refs=[report],
    )


def commitment(drafts: Drafts) -> None:
    """Draft a commitment as a task, with a note for each stance and each word on whether it is kept."""
    item = drafts.item
    rooms = PARTICULARS[Kind.COMMITMENT]
    act = next(iter(item.of("act")), None)
    terms = labelled(item, *_TERMS) + besides(item, "act", "start", "end")
    terms += labelled(item, "title") if act is not None else besides(item, "title")
    starts = [times(fact.value) for fact in item.of("start")]
    ends = [times(fact.value) for fact in item.of("end")]
    when = {key: value for one in starts for key, value in one.items() if key.startswith("start")}
    for one in ends:
        when["end_time"] = one.get("end_time", one["start_time"])
        when["end_time_fidelity"] = one.get("end_time_fidelity", one["start_time_fidelity"])
    task = drafts.put(
        drafts.id("task"),
        name=act.value if act is not None else name_of(item),
        description="\n".join(terms),
        task_types=["commitment"],
        outcome="unknown",
        **when,
        extensions={TASK: {"extension_type": "new-sdo"}},
    )
    for fact in each(item, *_WORDS_ON_IT):
        drafts.put(
            drafts.of_fact("note", fact),
            content=f"{rooms[fact.name].label}: {sentence(fact)}",
            authors=[fact.by] if fact.by else [],
            object_refs=[task],
        )
