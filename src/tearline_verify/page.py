"""One page's pixels: decoded, burnt places recomputed, ink under every word, rendered, read again.

Promises: a pure function of the page's bytes in the released PDF and of what was withheld on it.
Runs in a worker, under the page's time limit.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tearline_verify import areas, raster
from tearline_verify.leaks import Box, Leak, Tally
from tearline_verify.probes import faint, ink, width
from tearline_verify.terms import Terms

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from tearline_verify.areas import Place
    from tearline_verify.grammar import Picture
    from tearline_verify.setting import Setting


@dataclass(frozen=True, slots=True)
class PageTask:
    """A page: where its image lies in which file, what is withheld on it, its words, how to look."""

    path: str
    file: str
    page: int
    pages: int
    size: tuple[int, int]
    picture: Picture
    black: tuple[Place, ...]
    white: tuple[Box, ...]
    words: tuple[tuple[str, Box], ...] = field(repr=False)
    turn: int = 0
    sure: float | None = None
    terms: frozenset[str] = field(default=frozenset(), repr=False)
    again: bool = False
    marked: tuple[Box, ...] = ()  # boxes the file itself tells of, where no list was given
    shaped: tuple[tuple[Box, str], ...] = ()


@dataclass(slots=True)
class PageDone:
    """What came of it."""

    tally: Tally = field(default_factory=Tally)
    read_again: bool = False


def check(setting: Setting, task: PageTask) -> PageDone:
    """Check one page's pixels."""
    done = PageDone()
    tally, file, page = done.tally, task.file, task.page
    with Path(task.path).open("rb") as pdf:
        pdf.seek(task.picture.offset)
        stream = pdf.read(task.picture.length)
    found: list[NDArray[np.uint8]] = []
    tally.run("image", file, _decode(task.picture, stream, found), page)
    if not found:
        return done
    image = found[0]
    exact = task.picture.codec == "fax"
    if task.black or task.white:
        tally.run("areas", file, areas.leaks(file, page, areas.check(
            image, task.size, task.black, task.white, exact=exact)), page)  # fmt: skip
        if not exact:
            tally.run("areas", file, faint.check(
                file, page, image, task.size, task.black, task.white), page)  # fmt: skip
    boxes = [box for text, box in task.words if any(map(str.isalnum, text))]
    tally.run("ink", file, ink.check(file, page, image, task.size, boxes), page)
    if task.shaped:
        layout = (task.turn, [box for _, box in task.words])
        tally.run("width", file, width.check(
            file, page, image, task.size, task.shaped, layout, exact=exact), page)  # fmt: skip
    if not task.again:
        return done
    # The heavy parsers are loaded only where a page is rendered or read again.
    from tearline_verify.probes import readagain, shown  # noqa: PLC0415

    places = (task.black, task.white)
    tally.run("render", file, shown.check(
        task.path, file, page, task.pages, task.size, image, places), page)  # fmt: skip
    covered = [*(area for area, _ in task.black), *task.white, *task.marked]
    seen: list[readagain.Again] = []
    tally.run("read again", file, readagain.read_into(
        seen, image, task.size, covered, task.turn), page)  # fmt: skip
    for again in seen:
        scopes = [setting.terms, *([Terms(task.terms)] if task.terms else [])]
        layer = [text for text, _ in task.words]
        tally.run("values", file, readagain.values(file, page, again, scopes), page)
        tally.run(
            "read again", file, readagain.contradiction(file, page, again, layer, task.sure), page
        )
        done.read_again = True
    return done


def _decode(picture: Picture, stream: bytes, found: list[NDArray[np.uint8]]) -> Iterator[Leak]:
    """Decode the image into ``found``; what is wrong with it is raised."""
    found.append(raster.pixels(picture, stream))
    yield from ()
