"""Places of a PDF that commonly keep what a box was meant to hide, told without knowing any value.

Promises: redaction marks that were never applied, pages taken out that are still there, layers off,
bookmarks and tags that spell what stands under a box, thumbnails of pages with boxes. An honest
file's title, bookmarks, links, labels and tags give nothing. Boxes are here the dark rectangles that
the page draws; those in a picture are for the pixels.
"""

# ruff: noqa: ANN401 - pikepdf's objects are untyped
from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pikepdf

from tearline_verify import forms
from tearline_verify.leaks import Box, GrammarError, Leak
from tearline_verify.stranger import bounds, by_pdfminer, tagged, unshown, walk
from tearline_verify.stranger.case import FILE
from tearline_verify.stranger.glyphs import Frame, frame, runs, within

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tearline_verify.stranger.case import Case
    from tearline_verify.stranger.glyphs import Sheet

NAME = "hiding places"
WORD = 3  # letters
_SWITCHES = ("/Properties", "/XObject")


def look(case: Case) -> Iterator[Leak]:
    """Tell of places that keep what a box was meant to hide."""
    try:
        pdf = walk.opened(case.raw)
    except pikepdf.PdfError:
        return  # told by the objects' walk
    with pdf:
        pages = list(pdf.pages)[: bounds.most(bounds.PAGES)]
        for number, page in enumerate(pages, 1):
            yield from _marks(number, page)
            yield from _shapes(case, number, page)
        if case.known:
            return
        yield from _taken_out(pdf)
        for number, page in enumerate(pages, 1):
            yield from unshown.look(page, number)
        off = _switched_off(pdf)
        if off and any(_uses(page.obj, off) for page in pages):
            yield Leak(NAME, FILE, "a layer that is switched off holds text or drawing")
        try:
            sheets = by_pdfminer.reading(case.raw).sheets
        except GrammarError:
            return  # told by the text extractors
        boxed = {sheet.number: sheet.covers for sheet in sheets if sheet.covers}
        for number in boxed:
            if "/Thumb" in pages[number - 1]:
                what = "a page with a box keeps a thumbnail, which may show the page without it"
                yield Leak(NAME, FILE, what, number)
        if boxed:
            yield from _bookmarks(pdf, sheets, boxed)
            yield from tagged.look(pdf, {number: pages[number - 1] for number in boxed})


def _taken_out(pdf: pikepdf.Pdf) -> Iterator[Leak]:
    """Tell of pages that the document no longer shows and something in it still keeps."""
    shown_pages = {page.obj.objgen for page in pdf.pages}
    kept = 0
    for number, thing in enumerate(pdf.objects):
        if number >= bounds.most(bounds.OBJECTS):
            bounds.short("objects that may be pages, beyond a fixed number")
            break
        is_page = isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Page"
        kept += is_page and thing.objgen not in shown_pages and "/Contents" in thing
    if kept:
        many = "a page" if kept == 1 else f"{kept} pages"
        what = (
            f"{many} taken out of the document can be put back: all that was on it is in the file"
        )
        yield Leak(NAME, FILE, what)


def _marks(number: int, page: Any) -> Iterator[Leak]:
    """Tell of redactions that were marked and never applied."""
    for annot in walk.listed(page.get("/Annots")):
        if isinstance(annot, pikepdf.Dictionary) and annot.get("/Subtype") == "/Redact":
            what = "a redaction is only marked, not applied: what it covers is still in the file"
            yield Leak(NAME, FILE, what, number, _rect(page, annot))


def _rect(page: Any, annot: Any) -> Box | None:
    """Return where an annotation stands on the page as shown."""
    try:
        left, bottom, right, top = (float(side) for side in annot["/Rect"])
        return shown(page).box(((left, bottom), (right, top)))
    except (KeyError, TypeError, ValueError):
        return None


def shown(page: Any) -> Frame:
    """Return what a page shows of the file's plane."""
    media = [float(side) for side in page.mediabox]
    crop = [float(side) for side in page.cropbox]
    return frame(media, crop, int(page.get("/Rotate", 0)))


def _shapes(case: Case, number: int, page: Any) -> Iterator[Leak]:
    """Tell of letters' shapes kept beside a picture, on a page with a withheld place."""
    if number not in case.areas:
        return
    resources = page.obj.get("/Resources", {})
    for picture in walk.valued(resources.get("/XObject")):
        parms = picture.get("/DecodeParms") if isinstance(picture, pikepdf.Stream) else None
        for one in walk.listed(parms):
            if isinstance(one, pikepdf.Dictionary) and "/JBIG2Globals" in one:
                what = "letters' shapes are kept beside the page's picture (JBIG2 dictionary)"
                yield Leak(NAME, FILE, what, number)
                return


def _switched_off(pdf: pikepdf.Pdf) -> set[tuple[int, int]]:
    """Return the layers that a reader does not show when the file is opened."""
    properties = pdf.Root.get("/OCProperties")
    if not isinstance(properties, pikepdf.Dictionary):
        return set()
    opening = properties.get("/D")
    if not isinstance(opening, pikepdf.Dictionary):
        return set()
    off = {one.objgen for one in walk.listed(opening.get("/OFF"))}
    if opening.get("/BaseState") == "/OFF":
        on = {one.objgen for one in walk.listed(opening.get("/ON"))}
        off |= {one.objgen for one in walk.listed(properties.get("/OCGs"))} - on
    return off


def _uses(page: Any, off: set[tuple[int, int]]) -> bool:
    """Say whether a page draws something on a switched-off layer."""
    resources = page.get("/Resources", {})
    things = [thing for key in _SWITCHES for thing in walk.valued(resources.get(key))]
    things += [thing.get("/OC") for thing in things if isinstance(thing, pikepdf.Stream)]
    things += [
        annot.get("/OC")
        for annot in walk.listed(page.get("/Annots"))
        if isinstance(annot, pikepdf.Dictionary)
    ]
    for thing in things:
        if not isinstance(thing, pikepdf.Dictionary):
            continue
        groups = thing.get("/OCGs", thing)
        members = [groups] if isinstance(groups, pikepdf.Dictionary) else walk.listed(groups)
        if members and all(one.objgen in off for one in members):
            return True
    return False


def _bookmarks(
    pdf: pikepdf.Pdf, sheets: list[Sheet], boxed: dict[int, list[Box]]
) -> Iterator[Leak]:
    """Tell of a bookmark whose words stand beside a box, all but those that nobody can see."""
    titles = [set(_words(title)) for title in _titles(pdf)]
    if not titles:
        return
    visible: set[str] = set()
    beside: dict[int, set[str]] = {}
    for sheet in sheets:
        covers = boxed.get(sheet.number, [])
        for run in runs(sheet.glyphs):
            if any(within(run[0].box, cover) for cover in covers):
                continue
            words = set(_words("".join(glyph.text for glyph in run)))
            visible |= words
            middle = (run[0].box[1] + run[0].box[3]) / 2
            if any(cover[1] <= middle <= cover[3] for cover in covers):
                beside.setdefault(sheet.number, set()).update(words)
    for number, words in beside.items():
        count = sum(bool(title & words and title - visible) for title in titles)
        if count:
            what = f"{count} bookmarks spell a line of the page whose words stand under a box"
            yield Leak(NAME, FILE, what, number)


def _words(text: str) -> Iterator[str]:
    """Yield the words of a text that say something."""
    for word in forms.tokens(text):
        if len(word) >= WORD and not tagged.MARK.fullmatch(word):
            yield word


def _titles(pdf: pikepdf.Pdf) -> list[str]:
    """Return the titles of all bookmarks."""
    outlines = pdf.Root.get("/Outlines")
    titles: list[str] = []
    queue, seen = [outlines], set[tuple[int, int]]()
    while queue and len(seen) < bounds.OBJECTS:
        item = queue.pop()
        if not isinstance(item, pikepdf.Dictionary) or item.objgen in seen:
            continue
        seen.add(item.objgen)
        if "/Title" in item:
            titles.append(str(item["/Title"]))
        queue += [item.get("/Next"), item.get("/First")]
    return titles
