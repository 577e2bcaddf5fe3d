"""A folder of PDFs and images as an archive publishes them, read by our own OCR and kept.

Promises: every file is read once, by the same reader with the same settings as a collection's; what was
read is kept under the file's hash and the reader's version, outside the folder, each page as it is done, so
that a run that was killed goes on. A file or a page that cannot be read is a problem of its record, with its
reason, and the others go on. Reading is work of confined processes with a time limit. A file is hashed once,
and again when anything that its system says of it has changed.
Does not promise that what is kept is small: a page is some 5 KB, and all of it is public already.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import zstandard
from PIL import Image

from tearline.engine import Done, Failed, Limits, Stop, run
from tearline.errors import UsageError
from tearline.model.area import Area
from tearline.model.page import Page, Word
from tearline.model.record import MediaType
from tearline.reading.lists.numbers import Aliases
from tearline.reading.witnesses.hashes import Hashes
from tearline.reading.witnesses.witness import WitnessPage, WitnessRecord
from tearline.records import reader
from tearline.records.raster import raster

SUFFIXES = (".pdf", ".tif", ".tiff", ".png", ".jpg", ".jpeg")
PAGE_SECONDS = 120.0
Report = Callable[[str, int, int], None]
_Job = TypeVar("_Job", bound=reader.SurveyJob | reader.ReadJob)
_Result = TypeVar("_Result")


class ScanFolder:
    """The files of a folder as witnesses. ``read_all`` reads what is not kept yet; ``read`` gives it back."""

    engine = "tearline"

    def __init__(self, path: Path, label: str, aliases: Aliases, kept: Path) -> None:
        """Take a folder; ``kept`` is where pages once read lie. UsageError: no file that can be read."""
        self.path, self.label, self._aliases, self._kept = path, label, aliases, kept
        files = sorted(file for file in path.rglob("*") if _is_scan(file))
        if not files:
            raise UsageError(f"{path} holds no PDF or image", "Name a folder of published files.")
        stems = Counter(file.stem for file in files)
        self._files = {
            file.stem if stems[file.stem] == 1 else file.relative_to(path).as_posix(): file
            for file in files
        }
        self._hashes = Hashes(path, kept)
        self._problems: dict[str, list[str]] = {}
        self._whole: set[str] = set()  # records of which every page is known to be kept

    def records(self) -> Iterator[str]:
        """Yield the records' names, sorted."""
        yield from sorted(self._files)

    def key(self, name: str) -> str:
        """Return the key a record is compared by."""
        return self._aliases.key(name)

    def read_all(
        self,
        workers: int,
        report: Report,
        stop: Stop | None = None,
        only: Collection[str] | None = None,
    ) -> None:
        """Read every page that is not kept yet, with ``workers`` processes; ``only``: of these records."""
        names = [name for name in self._files if only is None or name in only]
        jobs: list[reader.ReadJob] = []
        surveys = list(self._surveys(names))
        self._hashes.keep()
        for done in self._run(reader.survey, surveys, workers, report, "survey", stop):
            survey, job = done.result, done.job
            numbers = range(1, len(survey.sizes) + 1)
            media = survey.media_type
            own = [
                reader.ReadJob(job.path, job.sha256, media, number, job.name) for number in numbers
            ]
            self._keep_survey(job.sha256, media, len(own))
            jobs += [one for one in own if not self._page_file(one).exists()]
        for page in self._run(reader.read, jobs, workers, report, "read", stop):
            _write(self._page_file(page.job), _packed(page.result))

    def read(self, name: str) -> WitnessRecord:
        """Return one record as it was read; pages that could not be are its problems."""
        if name not in self._files:
            raise UsageError(f"{self.path} has no record '{name}'", "Its files give the names.")
        problems = list(self._problems.get(name, ()))
        pages, known = [], self._survey_of(name)
        if known is None:
            problems = problems or ["it has not been read"]
        else:
            media, count = known
            for number in range(1, count + 1):
                job = reader.ReadJob("", self._hash(name), media, number, name)
                file = self._page_file(job)
                if file.exists():
                    pages.append(_unpacked(file.read_bytes(), number))
                elif not problems:
                    problems.append(f"page {number} has not been read")
        return WitnessRecord(
            *(name, self.key(name), self.label, self.engine),
            paged=True,
            pages=tuple(pages),
            problems=tuple(problems),
        )

    def image(self, name: str, page: int) -> Image.Image | None:
        """Return the page's pixels as our reader sees them, None where there are none."""
        known = self._survey_of(name) if name in self._files else None
        if known is None or not 1 <= page <= known[1]:
            return None
        return raster(str(self._files[name]), known[0], page).image

    def missing(self, name: str) -> tuple[int, ...] | None:
        """Return the pages of a record that are not read; None where nothing of it is."""
        if name in self._whole:
            return ()
        known = self._survey_of(name)
        if known is None:
            return None
        media, count = known
        jobs = [reader.ReadJob("", self._hash(name), media, n, name) for n in range(1, count + 1)]
        lacking = tuple(job.page for job in jobs if not self._page_file(job).exists())
        if not lacking:
            self._whole.add(name)
        return None if lacking and len(lacking) == count else lacking

    def failures(self, name: str) -> tuple[str, ...]:
        """Return why a record, or a page of it, could not be read when it was tried."""
        return tuple(self._problems.get(name, ()))

    def _surveys(self, names: Sequence[str]) -> Iterator[reader.SurveyJob]:
        for name in names:
            if self.missing(name) != ():
                file = self._files[name]
                yield reader.SurveyJob(str(file.absolute()), self._hash(name), file.name)

    def _run(
        self,
        work: Callable[[_Job], _Result],
        jobs: Sequence[_Job],
        workers: int,
        report: Report,
        stage: str,
        stop: Stop | None,
    ) -> Iterator[Done[_Job, _Result]]:
        """Yield what was done; what failed becomes its record's problem."""
        limits = Limits(PAGE_SECONDS)
        names = {str(file.absolute()): name for name, file in self._files.items()}
        outcomes = run(work, jobs, workers=workers, limits=limits, stop=stop)
        for number, outcome in enumerate(outcomes, 1):
            report(stage, number, len(jobs))
            if isinstance(outcome, Failed):
                said = self._problems.setdefault(names[outcome.job.path], [])
                said.append(outcome.message or outcome.reason)
            else:
                yield outcome

    def _hash(self, name: str) -> str:
        return self._hashes.of(self._files[name])

    def _page_file(self, job: reader.ReadJob) -> Path:
        """Return where a page lies once it was read: by the file's hash and the reader's version."""
        version = hashlib.sha256(reader.version_for(job.media_type).encode()).hexdigest()[:16]
        folder = self._kept / job.sha256[:2] / job.sha256
        return folder / f"{version}-{job.page}.json.zst"

    def _keep_survey(self, sha256: str, media: MediaType, pages: int) -> None:
        data = json.dumps({"media_type": str(media), "pages": pages}).encode()
        _write(self._kept / sha256[:2] / sha256 / "survey.json", data)

    def _survey_of(self, name: str) -> tuple[MediaType, int] | None:
        sha256 = self._hash(name)
        try:
            data = json.loads((self._kept / sha256[:2] / sha256 / "survey.json").read_bytes())
            return MediaType(data["media_type"]), int(data["pages"])
        except (OSError, ValueError, KeyError):
            return None


def has_scans(path: Path) -> bool:
    """Say whether a folder holds files that the OCR reads."""
    return path.is_dir() and any(_is_scan(file) for file in path.rglob("*"))


def _is_scan(file: Path) -> bool:
    return file.suffix.lower() in SUFFIXES and not file.name.startswith(".") and file.is_file()


def _write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    part.write_bytes(data)
    part.replace(path)


def _packed(page: Page) -> bytes:
    """Return a page as it is kept."""
    words = [
        (w.start, w.end, None if w.area is None else w.area.as_list(), w.confidence)
        for w in page.words
    ]
    row = {
        "text": page.text, "words": words, "width": page.width, "height": page.height,
        "turn": page.turn,
    }  # fmt: skip
    data = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return zstandard.compress(data)


def _unpacked(data: bytes, number: int) -> WitnessPage:
    row = json.loads(zstandard.decompress(data))
    text = row["text"]
    words = tuple(
        Word(text[start:end], start, end, None if box is None else Area(*box), sure)
        for start, end, box, sure in row["words"]
    )
    return WitnessPage(number, text, words, row["width"], row["height"], row["turn"])
