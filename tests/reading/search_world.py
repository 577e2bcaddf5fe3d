"""Releases of plain pages, written as folders with manifests, and indexes of pages; loaded by path."""

import hashlib
import json
import re
import tempfile
from pathlib import Path

import zstandard

from tearline.reading.released import ReleaseFolder
from tearline.reading.searching.index import build, open_built
from tearline.reading.searching.search import Search

_PLACES = []


def page_row(record, number, text, codes=()):
    """Return a page as a release has it: a box for each word, 1,000 high a line, 100 a letter."""
    words = {key: [] for key in ("start", "end", "left", "top", "right", "bottom", "confidence")}
    for match in re.finditer(r"\S+", text):
        line = text.count("\n", 0, match.start())
        left = (match.start() - text.rfind("\n", 0, match.start()) - 1) * 100
        row = (
            *match.span(),
            left,
            line * 1000,
            left + len(match[0]) * 100,
            line * 1000 + 900,
            90.0,
        )
        for key, value in zip(words, row, strict=True):
            words[key].append(value)
    area = [0, 70000, 100, 70100]
    marks = [
        {"area": area, "codes": [code], "amount": "passage", "policy": "exact"} for code in codes
    ]
    return {
        "record": record, "page": number, "width": 61200, "height": 79200, "turn": 0,
        "confidence": 90.0, "text": text, "words": words, "deletions": marks,
    }  # fmt: skip


def write_release(folder, records, date="2026-01-01", codes=None, numbers=None):
    """Write a release: record -> texts of its pages, None for one without page data."""
    (folder / "pages").mkdir(parents=True)
    rows = []
    for name, texts in records.items():
        files = []
        if texts is not None:
            made = [
                page_row(name, n, text, (codes or {}).get((name, n), ()))
                for n, text in enumerate(texts, 1)
            ]
            lines = "".join(json.dumps(row) + "\n" for row in made)
            path = folder / "pages" / f"{name}.jsonl.zst"
            path.write_bytes(zstandard.ZstdCompressor().compress(lines.encode()))
            data = path.read_bytes()
            files = [{"path": f"pages/{name}.jsonl.zst", "sha256": hashlib.sha256(data).hexdigest(),
                      "size": len(data)}]  # fmt: skip
        status = "released in part" if texts else "withheld in full"
        rows.append({
            "record": name, "numbers": (numbers or {}).get(name, [name]), "status": status,
            "pages": len(texts or ()), "note": "", "files": files, "withholdings": [],
            "page_sizes": [[61200, 79200] for _ in texts or ()],
        })  # fmt: skip
    manifest = {
        "type": "release", "schema_version": 1, "audience": "public", "date": date, "draft": False,
        "guide": {"name": "jfk", "version": "1"}, "files": [], "records": rows,
    }  # fmt: skip
    (folder / "index.jsonl").write_text("")
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return ReleaseFolder(folder)


def index_of(pages):
    """Return an opened index of pages."""
    _PLACES.append(tempfile.TemporaryDirectory(prefix="search-"))  # gone when the tests are
    place = Path(_PLACES[-1].name)
    return open_built(place, build(pages, place))


def search_of(*groups):
    """Return a search over an index for each group of pages."""
    return Search([index_of(group) for group in groups])


def found(search, query, **how):
    """Return what a query finds as (record, page), in order."""
    return [(hit.record, hit.page) for hit in search.search(query, limit=500, **how).hits]
