"""The text edition: each page's visible text, and nothing a view does not show.

Promises: UTF-8, pages apart by a form feed on a line of its own, one newline at the end; a form
feed stands nowhere else. A function of the views alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from tearline.model.edition import PageView

PAGE_BREAK = "\n\f\n"


def chunk(view: PageView, *, first: bool) -> bytes:
    """Return what one page adds to the file, the break before it included."""
    text = view.text.replace("\f", "\n")
    return (text if first else PAGE_BREAK + text).encode("utf-8", "replace")


def chunks(views: Iterable[PageView]) -> Iterator[bytes]:
    """Yield the file's bytes page by page, and its last newline."""
    for number, view in enumerate(views):
        yield chunk(view, first=number == 0)
    yield b"\n"


def write_text(views: Iterable[PageView], target: Path) -> None:
    """Write the text edition of ``views`` to ``target``; the caller writes aside and renames."""
    with target.open("wb") as out:
        out.writelines(chunks(views))
