"""Make the example collection: files as an archive has them, their truth, their reviewers' decisions.

    python examples/make_collection.py --fonts DIR [--seed N] [--to examples]

DIR holds, anywhere under it, the fonts that examples/README.md names. The same seed, fonts and
versions of Pillow, FreeType, numpy and scipy give the same bytes; what counts are the committed files.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from making import digital, holds, memos, plaintexts, tables, versions  # noqa: E402
from making.plan import Planned  # noqa: E402
from making.reviewers import ORDER, ORDER_FILE, TERMS, TERMS_FILE, decisions  # noqa: E402
from making.stationery import Studio  # noqa: E402
from making.truth import truth  # noqa: E402
from making.typefaces import FontCase, TypeRoom  # noqa: E402

SEED = 1964
LIMIT = 3_000_000  # bytes of everything committed


def make(fonts: Path, seed: int) -> list[Planned]:
    """Return every file of the collection, in the order of their names."""
    case = FontCase(fonts)
    studio = Studio(TypeRoom.of(case), seed)
    made = [
        *memos.build(studio),
        *tables.build(studio),
        *versions.build(studio),
        *digital.build(studio, case),
        *holds.build(studio),
        *plaintexts.build(),
    ]
    return sorted(made, key=lambda planned: planned.name)


def main() -> None:
    """Write collection/, truth.json, decisions.jsonl and the instrument the decisions name."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--fonts", type=Path, required=True, help="folder with the fonts")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--to", type=Path, default=HERE, help="where the files are written")
    options = parser.parse_args()
    made = make(options.fonts, options.seed)
    folder: Path = options.to / "collection"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for planned in made:
        (folder / planned.name).write_bytes(planned.data)
    told = json.dumps(truth(made, options.seed), ensure_ascii=False, sort_keys=True, indent=1)
    (options.to / "truth.json").write_text(told + "\n", encoding="utf-8", newline="\n")
    lines = [json.dumps(line, ensure_ascii=False) + "\n" for line in decisions(made)]
    (options.to / "decisions.jsonl").write_text("".join(lines), encoding="utf-8", newline="\n")
    order: Path = options.to / ORDER_FILE
    order.parent.mkdir(exist_ok=True)
    order.write_text(ORDER, encoding="utf-8", newline="\n")
    (options.to / TERMS_FILE).write_text(TERMS, encoding="utf-8", newline="\n")
    size = sum(len(planned.data) for planned in made) + len(told.encode())
    pages = sum(len(planned.pages) or 1 for planned in made)
    print(f"{len(made)} files, {pages} pages, {size / 1e6:.2f} MB with the truth")
    if size > LIMIT:
        sys.exit("more than 3 MB: make the grey pages smaller")


if __name__ == "__main__":
    main()
