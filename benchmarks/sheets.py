"""How well identification sheets are read, against the National Archives' own index spreadsheets.

Texts of the releases of 2018 to 2025 (OCR by two engines), truth by record number from the
spreadsheets of 2021 to 2023: a record's own release first, else another that lists it. The
agencies (record-number prefixes) are halved: what the reader was tuned on, and what is reported.
The sheets of one (144) are stamped and printed over as no other's here: its records are halved by
their last digit. While it lay wholly in the reported half, unseen, recall was: record number .954,
originator .737, date .556, pages .554. No text of the reported half was looked at while tuning,
its totals were.

Counted are the records whose text begins with a sheet and whose truth is not empty. A field is
right when it is the same after case and punctuation are folded; from, to, title and file number
when four fifths of 80 letters are. What the index says is not always what the sheet says, and in
many texts of 144 the lines of date and pages are lost: no reader of the text finds them.
"""

from __future__ import annotations

import json
import re
import time
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from rapidfuzz import fuzz

from measuring import NotHereError, Report, arguments, needed, start
from tearline.model.page import Page, TextSource
from tearline.records.form import Sheet, number_in, read_sheets

TUNED = ("104", "124", "157", "177", "180", "198")
HALVED = "144"  # one agency's own form: its even numbers are tuned on, its odd ones reported
TARGETS = {"record_number": 0.985, "originator": 0.90, "date": 0.80, "pages": 0.85}
PRECISION = 0.95
SPEED = 300.0
HEAD = 1500  # code points: a sheet that begins later is of a paper within
LOOSE = frozenset({"agency_file_number", "from", "to", "title"})
STUDIED = ("record_number", "originator", "date", "pages", "agency_file_number", "from", "to",
           "title")  # fmt: skip
# Of these the index has a vocabulary of its own: it names a series where the sheet has none.
FIELDS = (*STUDIED, "series", "document_type")
# The spreadsheets' columns, as 2021 heads them and as the later ones do.
COLUMNS = {
    "Record Number": "record_number", "Record Num": "record_number", "Originator": "originator",
    "Document Date": "date", "Doc Date": "date", "Original Document Pages": "pages",
    "Num Pages": "pages", "File Number": "agency_file_number", "File Num": "agency_file_number",
    "From": "from", "From Name": "from", "To": "to", "To Name": "to", "Title": "title",
    "Record Series": "series", "Document Type": "document_type", "Doc Type": "document_type",
}  # fmt: skip
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def half_of(number: str) -> str:
    """Return the half a record belongs to."""
    if number[:3] == HALVED:
        return "reported" if int(number[-1]) % 2 else "tuned"
    return "tuned" if number[:3] in TUNED else "reported"


def rows(book: Path) -> Iterator[dict[str, str]]:
    """Yield a spreadsheet's rows by column letter."""
    with zipfile.ZipFile(book) as opened:
        shared: list[str] = []
        if "xl/sharedStrings.xml" in opened.namelist():
            items = ET.fromstring(opened.read("xl/sharedStrings.xml"))
            shared = ["".join(t.text or "" for t in item.iter(_MAIN + "t")) for item in items]
        with opened.open("xl/worksheets/sheet1.xml") as sheet:
            for _, row in ET.iterparse(sheet):
                if row.tag != _MAIN + "row":
                    continue
                cells: dict[str, str] = {}
                for cell in row.iter(_MAIN + "c"):
                    value = cell.find(_MAIN + "v")
                    said = "".join(t.text or "" for t in cell.iter(_MAIN + "t"))
                    if value is not None and value.text is not None:
                        said = shared[int(value.text)] if cell.get("t") == "s" else value.text
                    cells[re.match("[A-Z]+", cell.get("r") or "A").group()] = said  # type: ignore[union-attr]
                row.clear()
                yield cells


def index(book: Path) -> dict[str, dict[str, str]]:
    """Return a spreadsheet's records by number."""
    found: dict[str, dict[str, str]] = {}
    heads: dict[str, str] = {}
    for row in rows(book):
        if not heads:
            heads = {letter: COLUMNS[head] for letter, head in row.items() if head in COLUMNS}
            continue
        record = {name: row.get(letter, "") for letter, name in heads.items()}
        # Cells repeat a value line by line.
        record = {k: " ".join(dict.fromkeys(v.strip().split("\n"))) for k, v in record.items()}
        if record.get("record_number"):
            found.setdefault(record["record_number"], record)
    return found


def day(text: str) -> str:
    """Return an index date as ISO as far as it is known, '' for unknown and for a placeholder."""
    if text.isdigit() and int(text) > 366:  # days since the end of 1899, as spreadsheets count
        moment = time.gmtime((int(text) - 25569) * 86400)
        text = time.strftime("%m/%d/%Y", moment)
    match = re.match(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)
    iso = re.match(r"(\d{4})-(\d\d)-(\d\d)", text)
    if iso:
        year, month, date = map(int, iso.groups())
    elif match:
        month, date, year = map(int, match.groups())
    else:
        return ""
    return "" if year in {0, 2000} else f"{year:04}-{month:02}-{date:02}"


def plain(text: str) -> str:
    """Return letters and digits in one case."""
    return "".join(c for c in text.upper() if c.isalnum())


def said(sheet: Sheet, name: str) -> str:
    """Return what a sheet gives for a field, in the form the truth is compared in."""
    if name == "date":
        return sheet.date.iso if sheet.date else ""
    if name == "pages":
        return "" if sheet.pages is None else str(sheet.pages)
    return sheet.value(name)


def right(name: str, told: str, truth: str) -> bool:
    """Say whether a value is the index's."""
    if name in {"date", "pages"}:
        return told == truth
    if name == "document_type":  # three spellings of one kind, or its first word alone
        one, other = told.split(maxsplit=1), truth.replace("-", " ").split(maxsplit=1)
        return bool(one and other) and plain(one[0]) == plain(other[0])
    if truth.endswith("…"):  # the index breaks some titles off
        return fuzz.partial_ratio(plain(truth), plain(told)) >= 80
    if name in LOOSE:
        return fuzz.ratio(plain(told)[:80], plain(truth)[:80]) >= 80
    return plain(told) == plain(truth)


def pages(path: Path) -> list[Page]:
    """Return a text's pages: parted at its marks, else the whole."""
    text = path.read_text("utf-8", errors="replace")
    parts = re.split(r"^## Page \d+\n", text, flags=re.MULTILINE)
    return [
        Page(number, 0, 0, part, (), TextSource.PLAIN, "text", "1")
        for number, part in enumerate(parts[1:] or parts, 1)
    ]


class Tally:
    """Counts of one field: truths, values given, values right."""

    def __init__(self) -> None:
        """Start at nothing."""
        self.truths = self.given = self.right = 0

    @property
    def recall(self) -> float:
        """Right of those that are known."""
        return self.right / self.truths if self.truths else 0.0

    @property
    def precision(self) -> float:
        """Right of those that were given where the truth is known."""
        return self.right / self.given if self.given else 0.0


def main(argv: list[str] | None) -> list[str]:
    """Read every text, compare, print."""
    parser = arguments(__doc__ or "")
    parser.add_argument("--json", action="store_true", help="print one JSON line a field as well")
    parser.add_argument("--misses", metavar="FIELD", help="print what was missed, tuned half only")
    asked = parser.parse_args(argv)
    texts = needed(asked.real / "jfk-text", "the folder of released texts")
    books = needed(asked.real / "index", "the folder of index spreadsheets")
    indexes = {m[1]: index(b) for b in sorted(books.glob("*.xlsx"))
               if (m := re.search(r"-(202[123])-release", b.name))}  # fmt: skip
    if not indexes:
        raise NotHereError("no index spreadsheet of 2021 to 2023 is here")
    report = Report("sheets", asked.out)
    report.say(f"tuned on prefixes {', '.join(TUNED)} and the even numbers of {HALVED}")
    report.say(f"reported: every other prefix and the odd numbers of {HALVED}")
    tallies: dict[tuple[str, str, str], Tally] = defaultdict(Tally)
    seen: Counter[tuple[str, str]] = Counter()
    spent, read = 0.0, 0
    for release in sorted(p.name for p in texts.iterdir() if p.is_dir()):
        order = [indexes[y] for y in sorted(indexes, key=lambda y: (y != release, y != "2022", y))]
        for path in sorted((texts / release).glob("*.md")):
            number = number_in(path.name)
            truth = next((one[number] for one in order if number in one), None)
            leaves = pages(path)
            before = time.process_time()
            sheets = read_sheets(leaves)
            spent += time.process_time() - before
            read += 1
            half = half_of(number)
            own = [one for one in sheets if one.page == 1 and one.start < HEAD]
            if truth is None or not own:
                continue
            seen[half, release] += 1
            seen[half, "total"] += 1
            seen[half, number[:3]] += 1
            _compare(tallies, half, (release, number[:3]), own[0], truth, asked.misses, path)
    _print(report, tallies, seen, as_json=asked.json)
    report.figure("texts a second of CPU", read / spent, "/CPU-s", at_least=SPEED)
    return report.missed


def _compare(tallies, half, groups, sheet, truth, misses, path):
    """Count one sheet's fields."""
    for name in FIELDS:
        known = day(truth.get(name, "")) if name == "date" else truth.get(name, "").strip()
        if not known or plain(known) in {"", "RESTRICTED", "NTITLE"}:
            continue
        told = said(sheet, name)
        good = bool(told) and right(name, told, known)
        for where in (*groups, "total"):
            tally = tallies[half, where, name]
            tally.truths += 1
            tally.given += bool(told)
            tally.right += good
        if misses == name and half == "tuned" and not good:
            print(f"      {groups[0]}/{path.name}: told '{told[:60]}' index '{known[:60]}'")


def _print(report, tallies, seen, *, as_json):
    """Print a table a half, the reported one with its targets."""
    for half in ("tuned", "reported"):
        releases = sorted((r for h, r in seen if h == half), key=lambda r: (len(r) == 3, r))
        report.say(f"{half} half: sheets " + ", ".join(f"{r} {seen[half, r]}" for r in releases))
        report.say(f"{'recall/precision (known)':<24}" + "".join(f"{r:>18}" for r in releases))
        for name in FIELDS:
            cells = [tallies[half, r, name] for r in releases]
            report.say(f"{name:<24}" + "".join(
                f"{t.recall:>7.3f}/{t.precision:.3f} {t.truths:>4}" for t in cells))  # fmt: skip
            if as_json:
                for r, t in zip(releases, cells, strict=True):
                    print(json.dumps({"type": "sheet_field", "half": half, "release": r,
                                      "field": name, "known": t.truths, "given": t.given,
                                      "right": t.right}))  # fmt: skip
    filled = Tally()
    for name, target in TARGETS.items():
        tally = tallies["reported", "total", name]
        report.figure(f"{name}: recall, reported half", tally.recall, at_least=target)
        report.figure(f"{name}: precision", tally.precision, at_least=PRECISION)
    for name in STUDIED:
        tally = tallies["reported", "total", name]
        filled.given += tally.given
        filled.right += tally.right
    report.figure("eight fields: precision of those filled", filled.precision, at_least=PRECISION)


if __name__ == "__main__":
    start(main)
