"""What a release says of itself: one set of counts, and the manifest that lists every file.

Promises: manifest, index and note are all made from the same editions and the same ``counts``, so
they cannot disagree; the JSON is canonical (sorted keys, indent 1, UTF-8), so equal releases are
equal bytes. Nothing of an input, a log, a key or a clock stands in it: the date is the one a person
entered.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tearline.editions import pages
from tearline.editions.files import released_file, replace_file
from tearline.model.edition import Status

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tearline.model.edition import Edition, ReleasedFile
    from tearline.model.guide import Guide

SCHEMA_VERSION = 1


MANIFEST = "manifest.json"
OWN_FILES = ("index.csv", "index.jsonl", "note.md")  # listed in the manifest beside the records'


def counts(editions: Sequence[Edition]) -> dict[str, int]:
    """Return the one set of counts that everything a release says is made from, each unit apart.

    ``records`` is the sum of the six kinds after ``redactions``; ``pages`` are pages that went out;
    ``redactions`` are acknowledged deletions, one for each box.
    """
    kinds = Counter(edition.status for edition in editions)
    return {
        "records": len(editions),
        "pages": sum(edition.pages for edition in editions),
        "redactions": sum(len(edition.deletions) for edition in editions),
        **{status.value.replace(" ", "_"): kinds[status] for status in Status},
    }


def by_code(editions: Sequence[Edition]) -> dict[str, int]:
    """Return how many redactions stand under each code; one under two codes counts under both."""
    found = Counter(
        code
        for edition in editions
        for deletion in edition.deletions
        for code in dict.fromkeys(deletion.codes)
    )
    return dict(sorted(found.items()))


def in_order(editions: Sequence[Edition]) -> list[Edition]:
    """Return editions as every list of a release has them: by name. A name twice is an error."""
    ordered = sorted(editions, key=lambda edition: edition.record)
    for first, second in pairwise(ordered):
        if first.record == second.record:
            msg = "two editions have one record's name"
            raise ValueError(msg)
    return ordered


def write_manifest(
    editions: Sequence[Edition],
    folder: Path,
    audience: str,
    date: str,
    guide: Guide,
    *,
    draft: bool = False,
) -> None:
    """Write manifest.json into the release folder, last of all: it reads what it lists.

    ``date`` is YYYY-MM-DD. Page sizes are taken from the released page data, the hashes of index
    and note from the files themselves.
    """
    data = {
        "type": "release",
        "schema_version": SCHEMA_VERSION,
        "draft": draft,
        "audience": audience,
        "date": date,
        "guide": {"name": guide.name, "version": guide.version},
        "counts": counts(editions),
        "records": [_record(edition, folder) for edition in in_order(editions)],
        "files": _files([released_file(folder / name, folder) for name in OWN_FILES]),
    }
    replace_file(folder / MANIFEST, canonical(data))


def _record(edition: Edition, folder: Path) -> dict[str, Any]:
    """Return one record's entry."""
    page_sizes: list[tuple[int, int]] = []
    for file in edition.files:
        if file.path.startswith("pages/"):
            page_sizes = pages.page_sizes(folder / file.path)
    if len(page_sizes) != edition.pages:
        msg = f"{edition.record}: its page data has not as many pages as its edition"
        raise ValueError(msg)
    return {
        "record": edition.record,
        "numbers": list(edition.numbers),
        "status": edition.status.value,
        "pages": edition.pages,
        "note": edition.note,
        "files": _files(edition.files),
        "withholdings": [
            {
                "page": deletion.page,
                "area": deletion.area.as_list(),
                "codes": list(deletion.codes),
                "amount": deletion.amount,
                "policy": deletion.policy.value,
            }
            for deletion in edition.deletions
        ],
        "page_sizes": [list(size) for size in page_sizes],
    }


def _files(files: Sequence[ReleasedFile]) -> list[dict[str, Any]]:
    """Return files as JSON data, by path."""
    return [asdict(file) for file in sorted(files, key=lambda file: file.path)]


def canonical(data: dict[str, Any]) -> bytes:
    """Return JSON data in the one form a release has it in."""
    text = json.dumps(data, sort_keys=True, indent=1, ensure_ascii=False) + "\n"
    return text.encode("utf-8", "replace")
