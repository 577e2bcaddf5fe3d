"""A review copy as files: the PDF, the list of its passages, and what was made of it for whom.

Promises: what is listed is what is outlined, number for number: every place of the record on which a
withholding, a referral or a consultation stands; no reason, no reviewer and no word of a passage is in the
list. All of it lies in ``review-copies/`` of the collection, its owner's alone, and stays there as what was
handed out. Its names, its metadata and every page say that it is no release.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from tearline.decisions.standing import Standing
from tearline.desk.hands import Hands
from tearline.desk.previews.copy_draw import Box, CopyFile, CopyPage, Passage, draw_page, write_copy
from tearline.desk.previews.file import keep
from tearline.errors import TearlineError, UsageError
from tearline.model.decision import Determination, Verdict
from tearline.model.page import Page
from tearline.model.record import MediaType
from tearline.records import intake
from tearline.store import leaves
from tearline.store.catalog import PageRow
from tearline.store.collection import Collection
from tearline.store.queue import Run

FOLDER = "review-copies"
MOST_PAGES = 500
_TOLD, _PDF, _LIST = "told.json", "copy.pdf", "list.csv"
_NAME = re.compile(r"[0-9a-f]{16}")
_STATES = {
    Verdict.WITHHOLD: "withheld",
    Verdict.REFER: "referred",
    Verdict.CONSULT: "in consultation",
}
_ROWS = 60  # rows of the list on one page


@dataclass(frozen=True, slots=True)
class Asked:
    """A copy to be made: of which record, for whom, by whom, on which day."""

    record: str
    body: str
    who: str
    date: str

    @property
    def words(self) -> str:
        """What stands on every page."""
        return f"REVIEW COPY - not for release - {self.date} - for {self.body}"


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that was made: its id, what was asked, its pages and passages, its PDF's hash."""

    id: str
    record: str
    body: str
    who: str
    date: str
    pages: int
    passages: int
    sha256: str

    @property
    def file_name(self) -> str:
        """The name under which the PDF is handed out (the list's but for its ending)."""
        return f"REVIEW-COPY-not-for-release-{intake.slug(self.record)}-{self.date}.pdf"


@dataclass(frozen=True, slots=True)
class Planned:
    """The pages of a copy, and its passages in their order."""

    pages: tuple[CopyPage, ...]
    passages: tuple[Passage, ...]


def planned(collection: Collection, record_id: int, asked: Asked, stands: Standing) -> Planned:
    """Return what a copy would show by what the log says now.

    UsageError: the record has too many pages, or nothing of it is withheld or awaits an answer.
    """
    rows: list[tuple[int, PageRow]] = []
    for file in collection.catalog.files_of(record_id):
        before = len(rows)
        rows += [(before + row.number, row) for row in collection.catalog.pages(file.id)]
    if not rows or len(rows) > MOST_PAGES:
        raise UsageError(
            f"{asked.record} has {len(rows):,} pages; a review copy has 1 to {MOST_PAGES}",
            "Split the record, or send its pages another way.",
        )
    whole = stands.record_verdict(asked.record)
    pages, passages = list[CopyPage](), list[Passage]()
    for number, row in rows:
        page = leaves.unpack_page(collection.blobs.get(row.blob)) if row.blob else None
        stand = [live.determination for live in stands.on_page(row.sha256, row.number)]
        said = [one for one in (*([whole] if whole else []), *stand) if one.verdict in _STATES]
        here = [_passage(len(passages) + n, number, one, page) for n, one in enumerate(said, 1)]
        passages += here
        pages.append(
            CopyPage(
                path=str(collection.blobs.path(row.sha256)),
                media_type=MediaType(row.media_type),
                page=row.number,
                width=row.width,
                height=row.height,
                text=None if row.width else page.text if page else "(this page was not read)",
                passages=tuple(here),
                words=f"{asked.words} - page {number} of {len(rows)}",
            )
        )
    if not passages:
        raise UsageError(
            f"nothing of {asked.record} is withheld, referred or in consultation",
            "Decide first what the body is to be asked about.",
        )
    return Planned(tuple(pages), tuple(passages))


def _passage(number: int, page: int, one: Determination, read: Page | None) -> Passage:
    target = one.target
    areas, start, end = target.areas, target.start, target.end
    if read is not None and read.width and not areas and start is not None and end is not None:
        areas = read.areas(start, end)
    if areas:
        start = end = None
    return Passage(number, page, one.codes, _STATES[one.verdict], areas, start, end)


class Copies:
    """The review copies of one collection."""

    def __init__(self, root: Path, hands: Hands) -> None:
        """Take the collection's folder and the workers that draw."""
        self._root, self._hands = root / FOLDER, hands

    def make(self, plan: Planned, asked: Asked, run: Run) -> Copy:
        """Make a copy, whole or not at all."""
        self._root.mkdir(mode=0o700, exist_ok=True)
        name = secrets.token_hex(8)
        part = self._root / f".{name}"
        part.mkdir(mode=0o700)
        try:
            drawn = self._drawn(plan, asked, part, run)
            title = f"REVIEW COPY - NOT FOR RELEASE - {asked.record}"
            pdf = CopyFile(tuple(drawn), title, asked.words, str(part / _PDF))
            pages = self._hands.do(write_copy, pdf, "the review copy")
            for path, _ in drawn:
                Path(path).unlink()
            (part / _PDF).chmod(0o600)
            digest = hashlib.sha256((part / _PDF).read_bytes()).hexdigest()
            copy = Copy(
                *(name, asked.record, asked.body, asked.who, asked.date),
                *(pages, len(plan.passages), digest),
            )
            keep(part / _LIST, listed(plan, asked).encode("utf-8"))
            keep(part / _TOLD, json.dumps(asdict(copy)).encode("utf-8"))
            part.rename(self._root / name)
        finally:
            shutil.rmtree(part, ignore_errors=True)
        return copy

    def _drawn(
        self, plan: Planned, asked: Asked, part: Path, run: Run
    ) -> list[tuple[str, tuple[tuple[str, Box], ...]]]:
        """Draw the list's pages and the record's into files, in order."""
        jobs = [(f"page {one.page}", one) for one in (*_cover(plan, asked), *plan.pages)]
        paths: list[tuple[str, tuple[tuple[str, Box], ...]]] = []
        for number, (_, _, pictures) in enumerate(self._hands.each(draw_page, jobs, run), 1):
            for one in pictures:
                path = part / f"{len(paths)}.jpg"
                keep(path, one.data)
                paths.append((str(path), one.marks))
            run.report("pages", number, len(jobs))
        return paths

    def copy(self, name: str) -> Copy | None:
        """Return a copy that was made, None where there is none of that id."""
        if not _NAME.fullmatch(name):
            return None
        try:
            return Copy(**json.loads((self._root / name / _TOLD).read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def of(self, record: str) -> list[Copy]:
        """Return the copies that were made of a record, the latest first."""
        names = [path.parent.name for path in self._root.glob(f"*/{_TOLD}")]
        found = [copy for copy in map(self.copy, sorted(names)) if copy and copy.record == record]
        return sorted(found, key=lambda copy: copy.date, reverse=True)

    def files(self, copy: Copy) -> tuple[Path, Path]:
        """Return the PDF and the list of a copy. TearlineError: the PDF is not what was made."""
        folder = self._root / copy.id
        try:
            with (folder / _PDF).open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
        except FileNotFoundError:
            digest = ""
        if digest != copy.sha256:
            raise TearlineError("the review copy is not as it was made", "Make another.")
        return folder / _PDF, folder / _LIST


def listed(plan: Planned, asked: Asked) -> str:
    """Return the list of passages as CSV: number, page, codes, state, boxes in points or a span."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow([asked.words])
    rows.writerow(["number", "page", "codes", "state", "place"])
    for one in plan.passages:
        rows.writerow([one.number, one.page, " ".join(one.codes), one.state, _place(one)])
    return out.getvalue()


def _place(one: Passage) -> str:
    if one.areas:
        return "; ".join(" ".join(f"{side / 100:g}" for side in a.as_list()) for a in one.areas)
    if one.start is not None and one.end is not None:
        return f"characters {one.start + 1} to {one.end}"
    return "the whole page"


def _cover(plan: Planned, asked: Asked) -> Iterator[CopyPage]:
    """Yield the pages before the record's own: what this is, and the list."""
    head = [
        "REVIEW COPY - NOT FOR RELEASE",
        "",
        f"Record: {asked.record}",
        f"For:    {asked.body}",
        f"Date:   {asked.date}",
        "",
        "For consultation alone. The passages outlined in red are withheld, referred or in",
        "consultation; they are legible here. It is not to be passed on, published or filed",
        "with what is released.",
        "",
        f"{len(plan.passages)} passages:",
        "",
    ]
    rows = [
        f"{one.number:>5}  page {one.page:<5} {' '.join(one.codes) or 'no code':<24} {one.state}"
        for one in plan.passages
    ] or ["none"]
    lines = [*head, *rows]
    for at in range(0, len(lines), _ROWS):
        text = "\n".join(lines[at : at + _ROWS])
        yield CopyPage("", MediaType.TEXT, 0, 0, 0, text, (), f"{asked.words} - list of passages")
