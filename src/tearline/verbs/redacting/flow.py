"""One file, one command: withhold terms and areas from a single file and write a PDF without them.

Promises: every page goes through the same reader, the same view, the same writer and the same verifier
as a release. The result is written in a hidden folder beside OUT and gets its name only when the
verifier, told every term and every place, has found nothing; nothing is ever written over. What is
kept on disk meanwhile is the burnt pages alone. The terms stand in no file, no message and no
argument of any program started here. Memory grows with the compressed pages alone.

Does not promise that the right things were named, nor words that no reader sees as words: a page
that could hardly be read is told, and somebody must look at it.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from tearline import engine
from tearline.decisions.reasons import is_outsized
from tearline.editions import against, verifying
from tearline.editions.pdf import write_pdf
from tearline.errors import (
    DiskFullError,
    ProgramMissingError,
    TearlineError,
    UsageError,
    VerificationFailedError,
)
from tearline.model.edition import PageView
from tearline.model.record import MediaType
from tearline.records import reader
from tearline.records.intake import printed
from tearline.store.queue import Run
from tearline.talk import Talk
from tearline.verbs.looking import many
from tearline.verbs.redacting import orders, pages
from tearline.verbs.redacting.aside import aside, digest_of, publish
from tearline.verbs.redacting.orders import RedactOrder, order_of
from tearline.verbs.redacting.pages import PageDone, PageRead, ReadJob, RedactJob
from tearline.verbs.redacting.seeking import Hit, seeker
from tearline.verbs.redacting.telling import Result, in_words, say

__all__ = ["Measure", "RedactOrder", "order_of", "redact"]

J = TypeVar("J")
R = TypeVar("R")

Measure = Callable[[PageView], Sequence[float]]
"""Returns, for each deletion of a view, in order, the bits that its width gives away."""

MOST_TOLD = 5  # findings of the verifier that an error repeats


@dataclass(frozen=True, slots=True)
class _Source:
    """The file as it came: where, its hash, what messages call it, what it is, its pages' sizes."""

    path: Path
    sha256: str
    name: str
    media_type: MediaType
    sizes: reader.Sizes


def redact(
    source: Path, order: RedactOrder, run: Run, talk: Talk, measure: Measure | None = None
) -> int:
    """Write the redacted PDF, or nothing; return the exit code.

    0: done. 3: done, but terms could not be looked for on some pages, which are told. UsageError: an
    order or a file that cannot be used, or nothing to withhold was found. VerificationFailedError.
    """
    began = time.monotonic()
    title = orders.check(order)
    found = _survey(source, order, run)
    clipped = _check_places(order, found)
    with aside(order.out) as folder:
        read = _read_all(found, order, run)
        _check_findings(order, read)
        part = folder / order.out.name
        made = Result(title, remarks=[*clipped, *orders.twice(order)])
        _write(part, title, _views(found, order, read, run, made, measure))
        run.report("verify", 0, made.pages)
        verdict = _verify(part, order, made, run)
        if digest_of(source) != found.sha256:
            raise UsageError(f"{found.name} was changed meanwhile", "Run the same command again.")
        publish(part, order.out)
    seconds = time.monotonic() - began
    return say(order, made, verdict.get("not_checked", []), seconds, talk)


def _survey(source: Path, order: RedactOrder, run: Run) -> _Source:
    """Have a worker tell what the file is and how large its pages are."""
    secret = orders.names_a_term(source.stem, order.terms)
    name = "the file" if secret else printed(Path(source.name))
    if source.is_dir():
        raise UsageError(
            f"{name} is a folder, and this redacts one file",
            "Name a file in it; for many, use a collection: tearline init, then tearline add.",
        )
    if not source.is_file():
        raise UsageError(f"there is no file {name}", "Name a PDF, TIFF, PNG, JPEG or text file.")
    digest = digest_of(source)
    job = reader.SurveyJob(str(source.absolute()), digest, name)
    for _, survey in _done(reader.survey, [job], order, run):
        odd = next((n for n, size in enumerate(survey.sizes, 1) if is_outsized(*size)), 0)
        if odd:
            raise UsageError(
                f"{name}: a side of page {odd} is under 3 points or over 14,400, which no PDF/A has",
                "Scan it again at its true size, or leave that page out.",
            )
        return _Source(source.absolute(), digest, name, survey.media_type, survey.sizes)
    raise KeyboardInterrupt


def _check_places(order: RedactOrder, found: _Source) -> list[str]:
    """Refuse an area that lies on no page, or not on its page; return what is said of one that juts out."""
    said = []
    for place in order.places:
        if not 1 <= place.page <= len(found.sizes):
            count = many(len(found.sizes), "page")
            raise UsageError(f"--area {place.typed}: the file has {count}", "Pages count from 1.")
        width, height = found.sizes[place.page - 1]
        if not width:
            raise UsageError(f"--area {place.typed}: a text file has no areas", "Give --term.")
        box = place.area
        size = f"{width / 100:g} x {height / 100:g} points"
        if box.left >= width or box.top >= height or box.right <= 0 or box.bottom <= 0:
            raise UsageError(
                f"--area {place.typed} lies outside page {place.page}",
                f"The page as shown is {size}; points count from its top left corner.",
            )
        if box.left < 0 or box.top < 0 or box.right > width or box.bottom > height:
            said.append(
                f"--area {place.typed} goes beyond page {place.page}, which as shown is {size}: only what "
                "lies on the page is withheld"
            )
    return list(dict.fromkeys(said))


def _read_all(found: _Source, order: RedactOrder, run: Run) -> list[PageRead]:
    """Read every page and find the terms on it."""
    base = reader.ReadJob(str(found.path), found.sha256, found.media_type, 1, found.name)
    jobs = [
        ReadJob(replace(base, page=number), order.terms, _areas(order, number))
        for number in range(1, len(found.sizes) + 1)
    ]
    read: dict[int, PageRead] = {}
    for job, page in _done(pages.read_page, jobs, order, run):
        read[job.read.page] = page
        run.report("read", len(read), len(jobs))
    if len(read) < len(jobs):
        raise KeyboardInterrupt
    return _over_page_ends([read[number] for number in sorted(read)], order.terms)


def _areas(order: RedactOrder, number: int) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(place.area for place in order.places if place.page == number))


def _over_page_ends(read: list[PageRead], terms: tuple[str, ...]) -> list[PageRead]:
    """Return the pages with hits added for terms that begin on one page and end on the next."""
    found = list(read)
    for number in range(len(read) - 1 if terms else 0):
        one, two = read[number], read[number + 1]
        seam = len(one.tail)
        for hit in seeker(terms).find(f"{one.tail}\n{two.head}"):
            if hit.start < seam and hit.end > seam + 1:
                before = Hit(one.length - seam + hit.start, one.length, hit.index, hit.exact)
                after = Hit(0, hit.end - seam - 1, hit.index, hit.exact)
                first, second = found[number], found[number + 1]
                found[number] = replace(first, hits=(*first.hits, before))
                found[number + 1] = replace(second, hits=(*second.hits, after))
    return found


def _check_findings(order: RedactOrder, read: list[PageRead]) -> None:
    """Refuse to write a file in which nothing would be withheld: it would look redacted."""
    if order.places or order.anyway or any(p.hits or p.seen or p.unshown for p in read):
        return
    doubtful = in_words(n for n, page in enumerate(read, 1) if page.doubt)
    more = f" Text could not be read on {doubtful}." if doubtful else ""
    raise UsageError(
        "none of the terms was found; nothing was written",
        f"Check their spelling, draw an --area, or say --anyway.{more}",
    )


def _views(
    found: _Source,
    order: RedactOrder,
    read: list[PageRead],
    run: Run,
    made: Result,
    measure: Measure | None,
) -> Iterator[PageView]:
    """Yield the views of every page in order, numbered through; note in ``made`` what was done."""
    watched = tuple(dict.fromkeys(phrase for page in read for phrase in page.phrases))
    jobs = (
        RedactJob(
            number, str(found.path), found.sha256, found.media_type, page.leaf, page.hits,
            page.seen, _areas(order, number), order.terms, watched, page.phrases, order.codes,
            order.policy,
        )
        for number, page in enumerate(read, 1)
    )  # fmt: skip
    waiting: dict[int, PageDone] = {}
    following = 1
    for job, done in _done(pages.redact_page, jobs, order, run):
        waiting[job.number] = done
        run.report("redact", following, len(read))
        while following in waiting:
            yield from _one(waiting.pop(following), following, read, made, measure)
            following += 1
    if following <= len(read):
        raise KeyboardInterrupt


def _one(
    done: PageDone, number: int, read: list[PageRead], made: Result, measure: Measure | None
) -> Iterator[PageView]:
    """Yield one page's views, numbered through; note its row and the verifier's lines."""
    numbers = range(made.pages + 1, made.pages + 1 + len(done.views))
    bits: list[float] = []
    for at, view in zip(numbers, done.views, strict=True):
        deletions = tuple(replace(deletion, page=at) for deletion in view.deletions)
        numbered = replace(view, number=at, deletions=deletions)
        if measure is not None:
            bits += [round(float(one), 3) for one in measure(numbered)]
        yield numbered
    made.pages += len(numbers)
    made.lines += pages.as_lines(made.title, numbers, done, is_text=read[number - 1].is_text)
    made.terms |= done.terms
    made.unshown |= read[number - 1].unshown
    if done.watched:
        made.watched.append(number)
    row = {
        "page": number,
        "boxes": sum(len(view.deletions) for view in done.views),
        "exact": done.exact,
        "alike": done.alike,
        "doubt": read[number - 1].doubt,
    }
    made.rows.append(row if measure is None else {**row, "bits": bits})


def _done(
    work: Callable[[J], R],
    jobs: Iterable[J],
    order: RedactOrder,
    run: Run,
) -> Iterator[tuple[J, R]]:
    """Yield each job with its result; the first that fails ends it all: no page may be missing."""
    workers = (os.cpu_count() or 1) if order.workers is None else order.workers
    for outcome in engine.run(work, jobs, workers=workers, stop=run.stop):
        if isinstance(outcome, engine.Failed):
            raise _failure(outcome)
        yield outcome.job, outcome.result
    if run.stopped:
        raise KeyboardInterrupt


def _failure(failed: engine.Failed[Any]) -> TearlineError:
    """Return the error that a failed job means; whatever the file did, it is the file that is refused."""
    if failed.error == DiskFullError.__name__:
        return DiskFullError(failed.message, failed.remedy)
    if failed.error == ProgramMissingError.__name__:
        return ProgramMissingError(failed.message, failed.remedy)
    number = getattr(failed.job, "number", 0) or getattr(
        getattr(failed.job, "read", None), "page", 0
    )
    where = f"page {number}: " if number else ""
    if failed.reason == "refused" and f"page {number}" in failed.message.lower():
        where = ""
    remedy = failed.remedy.replace(" and add that", " and redact that")
    return UsageError(f"{where}{failed.message}; nothing was written", remedy)


def _write(part: Path, title: str, views: Iterator[PageView]) -> None:
    """Write the PDF aside."""
    try:
        write_pdf(views, title, part)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFullError("no room to write the result", "Free some space.") from error
        raise


def _verify(part: Path, order: RedactOrder, made: Result, run: Run) -> dict[str, Any]:
    """Have the other program look at the result; VerificationFailedError tells where, never what."""
    lines = [*against.values(order.terms), *made.lines]
    jobs = (os.cpu_count() or 1) if order.workers is None else order.workers
    result = verifying.verify(part, lines, full=True, jobs=jobs, report=False)
    if run.stopped:
        raise KeyboardInterrupt
    if not result.clean:
        said = dict.fromkeys(
            f"page {leak['page']}: {leak['what']}" if leak.get("page") else str(leak["what"])
            for leak in result.findings
        )
        more = f", and {len(said) - MOST_TOLD} more" if len(said) > MOST_TOLD else ""
        raise VerificationFailedError(
            f"the verifier found {many(len(result.findings), 'thing')}; nothing was written",
            f"{'; '.join(list(said)[:MOST_TOLD])}{more}. Draw an --area over what is left there.",
        )
    return result.verdict
