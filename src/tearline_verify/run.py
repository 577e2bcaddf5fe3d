"""One verification from end to end: the folder, its records, their pages; then the verdict.

Promises: records are taken one by one and pages as they come, so memory does not grow with the
release; anything found, any disagreement and any probe that could not run makes it not clean; the
leaks come in one order whatever the number of workers.
"""

from __future__ import annotations

import resource
from pathlib import Path
from typing import TYPE_CHECKING

from tearline_verify import folder, page, record, report
from tearline_verify.crew import Crew
from tearline_verify.index import beside
from tearline_verify.leaks import COULD_NOT_RUN, Leak, Tally, Verdict
from tearline_verify.probes import values
from tearline_verify.setting import Setting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tearline_verify.folder import Manifest

SECONDS = 120.0  # a page; a record gets as many, and half a second for each of its pages
RECORD_PAGE = 0.5


Task = record.RecordTask | page.PageTask


def work(setting: Setting, task: Task) -> record.RecordDone | page.PageDone:
    """Check a record's files or a page's pixels (in a worker)."""
    if isinstance(task, record.RecordTask):
        return record.check(setting, task)
    return page.check(setting, task)


def verify(
    setting: Setting, jobs: int = 1, seconds: float = SECONDS, *, write_report: bool = False
) -> Verdict:
    """Verify a release folder; ``jobs`` workers (0: here, without time limits)."""
    before = _cpu()
    out = Path(setting.out)
    tally = Tally()
    manifest = _manifest(out, tally)
    read_again = pages = 0
    if manifest is not None:
        tally.run("folder", folder.MANIFEST, folder.inventory(out, manifest))
        tally.run("counts", folder.MANIFEST, beside(out, manifest))
        tally.run("withholdings", folder.MANIFEST, _strangers(setting, manifest))
        tally.run("values", folder.MANIFEST, _absent(setting, manifest))
        pages, read_again = _records(setting, manifest, tally, jobs, seconds)
    _names(setting, out, tally, manifest)
    files = sum(kind == "file" for _, kind in folder.found(out)) if out.is_dir() else 0
    state = report.State(setting.full, setting.sample, setting.against.given)
    if manifest is not None and not write_report:
        tally.run("report", "report.json", report.unchanged(out, manifest))
    clean = not tally.leaks
    if clean and write_report and manifest is not None:
        report.write(out, report.build(manifest, state))
    order = sorted(tally.leaks, key=lambda k: (k.file, k.page or 0, k.probe, k.area or (), k.what))
    return Verdict(
        clean, tuple(order), dict(sorted(tally.looked.items())), files, pages, read_again,
        report.not_checked(state), _cpu() - before,
    )  # fmt: skip


def _cpu() -> float:
    """Return the CPU seconds of this process and of its children that have ended."""
    used = [resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _manifest(out: Path, tally: Tally) -> Manifest | None:
    """Read the manifest; without one there is nothing to go by."""
    found: list[Manifest] = []

    def read() -> Iterator[Leak]:
        found.append(folder.read((out / folder.MANIFEST).read_bytes()))
        yield from ()

    tally.run("manifest", folder.MANIFEST, read())
    return found[0] if found else None


def _strangers(setting: Setting, manifest: Manifest) -> Iterator[Leak]:
    """Yield a leak for each place of the desk's list that the release has no page for."""
    pages = {entry.record: len(entry.page_sizes) for entry in manifest.entries}
    for name, number in sorted(setting.against.pages):
        if number < 1 or number > pages.get(name, 0):
            yield Leak("withholdings", folder.MANIFEST, "a withheld place on a page not released")


def _absent(setting: Setting, manifest: Manifest) -> Iterator[Leak]:
    """Yield a leak for each record that the release names and may not acknowledge."""
    for entry in manifest.entries:
        if entry.record in setting.against.absent:
            yield Leak("values", folder.MANIFEST, "a record that may not be acknowledged is named")


def _records(
    setting: Setting, manifest: Manifest, tally: Tally, jobs: int, seconds: float
) -> tuple[int, int]:
    """Check every record and page; return how many pages there were and were read again."""

    def limit(task: Task) -> float:
        if isinstance(task, record.RecordTask):
            return seconds + RECORD_PAGE * len(task.entry.page_sizes)
        return seconds

    entries = iter([entry for entry in manifest.entries if entry.files])
    crew = Crew(work, setting, jobs, limit)
    pages = read_again = 0

    def next_record() -> None:
        entry = next(entries, None)
        if entry is not None:
            crew.add(record.RecordTask(entry))

    try:
        for _ in range(max(jobs, 1)):
            next_record()
        for task, answer, trouble in crew.run():
            if answer is None:
                _failed(tally, task, trouble)
            else:
                tally.add(answer.tally)
            if isinstance(task, record.RecordTask):
                for one in answer.pages if answer else ():
                    pages += 1
                    crew.add(one)
            elif answer:
                read_again += answer.read_again
            # One record ahead of each worker: memory does not grow with the release.
            if isinstance(task, record.RecordTask) or crew.waiting == 0:
                next_record()
    finally:
        crew.close()
    return pages, read_again


def _failed(tally: Tally, task: Task, trouble: str) -> None:
    """Note that a record or page could not be looked at; that blocks."""
    what = f"{COULD_NOT_RUN} ({trouble})"
    if isinstance(task, record.RecordTask):
        tally.leak(COULD_NOT_RUN, f"records/{task.entry.record}.pdf", what)
    else:
        tally.leak(COULD_NOT_RUN, task.file, what, task.page)


def _names(setting: Setting, out: Path, tally: Tally, manifest: Manifest | None) -> None:
    """Look for values in every name in the folder, and in the files beside the records."""
    terms = [setting.terms, setting.names]
    listed = {file.path for entry in manifest.entries for file in entry.files} if manifest else ()

    def names() -> Iterator[Leak]:
        for path, _ in folder.found(out):
            shown = (
                path if path in listed and not any(t.in_name(path) for t in terms) else "(a name)"
            )
            yield from values.in_name(terms, shown, path)

    tally.run("values", "names", names())
    if not out.is_dir():
        return
    for path, kind in folder.found(out):
        if kind == "file" and path not in listed:
            known = path in (folder.MANIFEST, *folder.OWN, *folder.BESIDE)
            shown = path if known else folder.mask_path(path)
            tally.run("values", shown, _in_file(setting, out / path, path, shown))


def _in_file(setting: Setting, where: Path, path: str, shown: str) -> Iterator[Leak]:
    for leak in values.in_file([setting.terms, setting.names], path, where.read_bytes()):
        yield Leak(leak.probe, shown, leak.what)
