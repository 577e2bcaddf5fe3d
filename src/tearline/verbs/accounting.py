"""`tearline articles`: scraped pages split into articles, each line with what it is.

Promises: every line is told with its place in the file's text and the reason of its label; a file that cannot
be read is an error of its own, and the others are told. Nothing is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tearline.errors import ExitCode, UsageError
from tearline.model.article import Article, Basis, Line, LineLabel, PageFound, Told
from tearline.records.articles.found import as_found
from tearline.records.plain import decode
from tearline.talk import Talk

MOST = 32 << 20  # bytes of a page
SHOWN = 70  # characters of a line that are shown


def articles(files: Sequence[Path], talk: Talk, *, lines: bool) -> int:
    """Tell the articles of each file; PARTLY where one could not be read or has none."""
    whole = True
    for path in files:
        try:
            page = as_found(_text(path))
        except UsageError as error:
            talk.error(error)
            whole = False
            continue
        for one in page.articles:
            _say(talk, path, page, one)
            if lines and not talk.as_json:
                for at, line in enumerate(page.lines):
                    if line.article == one.number:
                        _say_line(talk, path, page, at, line)
        if lines and talk.as_json:
            for at, line in enumerate(page.lines):
                _say_line(talk, path, page, at, line)
        if not page.articles:
            said = f"{path.name}: no article: no line of it ends as a sentence does."
            talk.datum("no_article", said, file=path.name)
            whole = False
    return ExitCode.DONE if whole else ExitCode.PARTLY


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MOST + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror})", "Check the path.") from None
    if len(data) > MOST:
        raise UsageError(
            f"{path.name} is larger than {MOST >> 20} MB", "Save the page's text alone."
        )
    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UsageError(f"{path.name} is no text", "Save the page as text (UTF-8).")
    return decode(data)


def _say(talk: Talk, path: Path, page: PageFound, one: Article) -> None:
    head = page.lines[one.headline] if one.headline >= 0 else None
    counts: dict[str, int] = {}
    for line in page.lines:
        if line.article == one.number and line.label is not LineLabel.BLANK:
            counts[line.label.value] = counts.get(line.label.value, 0) + 1
    told = [_words(name, getattr(one, name)) for name in ("outlet", "place", "date", "byline")]
    human = "\n".join(
        [
            f"{path.name}, article {one.number}: {page.said(head).strip() if head else '(no headline)'}",
            f"  begins there: {100 * one.sure:.0f} %" + (f" ({head.why})" if head else ""),
            f"  {'; '.join(told)}",
            f"  {', '.join(f'{count} {label}' for label, count in counts.items())}",
        ]
    )
    talk.datum(
        "article",
        human,
        file=path.name,
        article=one.number,
        sure=round(one.sure, 3),
        headline=_place(page, head),
        **{name: _told(getattr(one, name)) for name in ("byline", "outlet", "place", "date")},
        lines=counts,
    )


def _words(name: str, told: Told) -> str:
    if told.basis is Basis.UNKNOWN:
        return f"{name} not printed"
    return f"{name} {told.value}" + (" (inferred)" if told.basis is Basis.INFERRED else "")


def _told(told: Told) -> dict[str, object]:
    return {"value": told.value, "basis": told.basis.value, "start": told.start, "end": told.end}


def _place(page: PageFound, line: Line | None) -> dict[str, object] | None:
    if line is None:
        return None
    return {"text": page.said(line), "start": line.start, "end": line.end, "why": line.why}


def _say_line(talk: Talk, path: Path, page: PageFound, at: int, line: Line) -> None:
    said = " ".join(page.said(line).split())
    if line.label is LineLabel.BLANK and not talk.as_json:
        return
    short = said if len(said) <= SHOWN else said[: SHOWN - 1] + "…"
    talk.datum(
        "line",
        f"  {at + 1:5} {line.label.value:11} {short}\n        {'':11} ({line.why})",
        file=path.name,
        line=at + 1,
        article=line.article,
        start=line.start,
        end=line.end,
        label=line.label.value,
        why=line.why,
        sure=line.sure,
    )
