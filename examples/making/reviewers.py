"""What the fictional reviewers M. Orrin and T. Vale decided, as lines of decisions.jsonl.

They decide what no detector can know: names, passages, handwriting, whose telephone it is. Social
Security numbers are left to the guide's own rule. Made from the same marks as the truth, so the
places agree; a drawn place is a little larger than the words, as a hand draws it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from making.marked import Item
from making.plan import FAIRHAVEN, Planned, why
from making.truth import TEXT_PAGE, areas, size

DRAWN = frozenset({"name", "passage"})
BY_KIND = frozenset({"phone", "email", "birth_date", "residue.hidden_text"})
SLACK = (90, 40)  # units a hand draws beyond the words: across, and up and down

Decision = dict[str, object]

# The instrument's own paper, beside decisions.jsonl and outside the collection: it is no record.
ORDER_FILE = "instruments/65-HC-1182-order.txt"
ORDER = """\
IN THE HARBOR COURT OF FAIRHAVEN                         No. 65-HC-1182
HALVARD AND SONS v. FAIRHAVEN DOCK AND WHARFAGE COMPANY

ORDER

On the petition of the Keeper of Fairhaven Archives, and no party being left
to object, the seal laid on the transcript of 5 November 1965 by the order of
8 November 1965 is lifted. The transcript may be opened, personal numbers and
the home of the witness excepted. Nothing in this order reaches return
information, which is not the Court's to open.

11 February 2025                                   P. Orchard, Presiding
"""

INSTRUMENTS: tuple[Decision, ...] = (
    {
        "type": "instrument",
        "records": [FAIRHAVEN + "10009"],
        "kind": "court_order",
        "issuer": "Harbor Court of Fairhaven",
        "docket": "65-HC-1182",
        "date": "2025-02-11",
        "scope": "the transcript of 5 November 1965, whole; personal numbers to stay out",
        "file": ORDER_FILE,
        "actor": "T. Vale",
    },
    {
        "type": "instrument",
        "records": [FAIRHAVEN + "10011"],
        "kind": "court_order",
        "issuer": "Harbor Court of Fairhaven",
        "docket": "65-HC-1182",
        "date": "2025-02-11",
        "scope": "papers of the accounts section; filed here although it cannot lift a tax hold",
        "file": ORDER_FILE,
        "actor": "T. Vale",
    },
)

# What else the detectors ask a person to look at, and what the reviewers said.
LOOKED_AT: tuple[Decision, ...] = (
    {
        "type": "determination",
        "record": "910-10001-10002",
        "page": 1,
        "verdict": "release",
        "reason": "looked at beside page 2: another message on the same form",
        "actor": "M. Orrin",
    },
    {
        "type": "determination",
        "record": "910-10001-10003",
        "page": 1,
        "kind": "name.tied",
        "verdict": "release",
        "reason": "names of staff are public; their numbers are not",
        "actor": "M. Orrin",
    },
    {
        "type": "determination",
        "record": "910-10001-10003",
        "page": 2,
        "kind": "name.tied",
        "verdict": "release",
        "reason": "names of staff are public; their numbers are not",
        "actor": "M. Orrin",
    },
    {
        "type": "determination",
        "record": "910-10001-10003",
        "page": 3,
        "kind": "name.tied",
        "verdict": "release",
        "reason": "names of staff are public; their numbers are not",
        "actor": "M. Orrin",
    },
    {
        "type": "determination",
        "record": "910-10001-10003",
        "page": 4,
        "kind": "name.tied",
        "verdict": "release",
        "reason": "names of staff are public; their numbers are not",
        "actor": "M. Orrin",
    },
    {
        "type": "determination",
        "record": "910-10001-10006",
        "page": 3,
        "kind": "address",
        "verdict": "release",
        "reason": "the address of a public body",
        "actor": "T. Vale",
    },
    {
        "type": "determination",
        "record": "910-10001-10007",
        "page": 1,
        "kind": "residue.hidden_text",
        "verdict": "release",
        "reason": "the file's description was read: nothing of it goes out",
        "actor": "T. Vale",
    },
    {
        "type": "determination",
        "record": "910-10001-10009",
        "page": 1,
        "kind": "sheet.postponed_in_full",
        "verdict": "release",
        "reason": "the order opens what the sheet withheld",
        "actor": "T. Vale",
    },
    {
        "type": "determination",
        "record": "910-10001-10009",
        "page": 2,
        "kind": "name.tied",
        "verdict": "release",
        "reason": "counsel named in open court",
        "actor": "T. Vale",
    },
    {
        "type": "determination",
        "record": "910-10001-10009",
        "page": 3,
        "kind": "address",
        "verdict": "release",
        "reason": "a date stamp",
        "actor": "T. Vale",
    },
)

# The desk's own list of names to look for: two people who asked, and one the Keeper promised.
TERMS_FILE = "terms.txt"
TERMS = """\
# Names that the desk looks for everywhere, one a line. All are fictional.
Odile Fenner
Tobias Lenk
Perpetua Wynne
"""


def decisions(made: Sequence[Planned]) -> Iterator[Decision]:
    """Yield every decision, file by file and page by page, then the instruments."""
    for planned in made:
        for number, page in enumerate(planned.pages, start=1):
            wide, high = size(page)
            for item in page.items:
                if item.kind in DRAWN and item.verdict == "withhold":
                    drawn = [_drawn(a, wide, high) for a in areas(item, page)]
                    yield _decision(planned, number, item, {"areas": drawn})
            yield from _by_kind(planned, number, page.items)
            if seen := planned.looked_at.get(number):
                yield {
                    "type": "determination",
                    "record": planned.record,
                    "page": number,
                    "verdict": "release",
                    "reason": seen,
                    "actor": planned.reviewer,
                }
        for item in planned.text_items:
            if item.kind in DRAWN or item.verdict == "defer":
                place: Decision = {"start": item.start, "end": item.end}
                if item.verdict == "defer":
                    place = {"kind": item.kind}
                yield _decision(planned, TEXT_PAGE, item, place)
        rest = [i for i in planned.text_items if i.verdict != "defer"]
        yield from _by_kind(planned, TEXT_PAGE, rest)
    yield from LOOKED_AT
    yield from INSTRUMENTS


def _by_kind(planned: Planned, page: int, items: Sequence[Item]) -> Iterator[Decision]:
    """Yield one decision for each kind of finding on a page; a page has one verdict for a kind."""
    done: dict[str, str] = {}
    for item in items:
        if item.kind not in BY_KIND and item.key != "twin":
            continue
        if done.setdefault(item.kind, item.verdict) != item.verdict:
            msg = f"{planned.record} page {page}: two verdicts for one kind ({item.kind})"
            raise ValueError(msg)
    for kind in done:
        first = next(i for i in items if i.kind == kind and (kind in BY_KIND or i.key))
        yield _decision(planned, page, first, {"kind": kind})


def _decision(planned: Planned, page: int, item: Item, place: Decision) -> Decision:
    code, reason = why(item)
    found: Decision = {
        "type": "determination",
        "record": planned.record,
        "page": page,
        **place,
        "verdict": item.verdict,
    }
    if item.verdict == "withhold":
        found["codes"] = [code]
    return found | {"reason": reason, "actor": planned.reviewer}


def _drawn(place: Sequence[int], wide: int, high: int) -> list[int]:
    left, top, right, bottom = place
    across, up = SLACK
    return [
        max(left - across, 0),
        max(top - up, 0),
        min(right + across, wide),
        min(bottom + up, high),
    ]
