"""Tags: which words of a page belong together, and what a screen reader says of a deletion.

Promises: each line of the view's text is a paragraph; each deletion is a span whose spoken text is
"redacted" and its codes, never a count or a length; a page on which no word was read is a figure
that says so, for silence would pass for an empty page. A function of the views alone. A deletion
without its marker among the words is an error, never a silent box.

Does not guess headings, lists or tables: a line that is none of them must not be called one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pikepdf import Array, Dictionary, Name, Object

from tearline.editions.metadata import text
from tearline.model.guide import WidthPolicy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pikepdf import Pdf

    from tearline.model.edition import Deletion, PageView
    from tearline.model.page import Word

LINE_ENDS = ("\n", "\f")


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one line that are one marked sequence; ``said``: what is spoken for a deletion."""

    words: tuple[Word, ...]
    said: str | None = None

    @property
    def tag(self) -> str:
        """The sequence's tag in the content stream."""
        return "P" if self.said is None else "Span"


def said(deletion: Deletion) -> str:
    """Return what is spoken for a deletion: "redacted, (b)(6)", its codes one after the other."""
    moved = ("line shifted",) if deletion.policy is WidthPolicy.MOVED else ()
    return ", ".join(("redacted", *deletion.codes, *moved))


def lines(view: PageView) -> list[list[Run]]:
    """Return the lines of a page's text layer, each as the runs it is made of.

    ValueError: a deletion that no word of the page stands for.
    """
    spoken: dict[tuple[object, str], list[str]] = {}
    for deletion in view.deletions:
        key = (deletion.area, f"[{' '.join(deletion.codes)}]")
        spoken.setdefault(key, []).append(said(deletion))
    found: list[list[Run]] = []
    plain: list[Word] = []
    last = None
    for word in view.words:
        if word.area is None or not word.text:
            continue
        if last is None or any(view.text.find(e, last.end, word.start) >= 0 for e in LINE_ENDS):
            _end(found, plain)
            found.append([])
        last = word
        waiting = spoken.get((word.area, word.text))
        if waiting:
            _end(found, plain)
            found[-1].append(Run((word,), waiting.pop(0)))
        else:
            plain.append(word)
    _end(found, plain)
    if any(spoken.values()):
        raise ValueError("a deletion has no marker among the words of its page")
    return found


def _end(found: list[list[Run]], plain: list[Word]) -> None:
    """Close a run of plain words, if there is one."""
    if plain:
        found[-1].append(Run(tuple(plain)))
        plain.clear()


class Tree:
    """The structure tree of a file, filled page by page."""

    def __init__(self, pdf: Pdf) -> None:
        """Begin a tree in ``pdf``."""
        self._pdf = pdf
        self._root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self._document = self._element("Document", self._root)
        self._sheets: list[Object] = []
        self._owners: list[Object] = []

    def add(self, page: Object, tagged: Sequence[Sequence[Run]], box: Object) -> None:
        """Add a page with its lines; ``box`` is the page's own, for a page that has none.

        A page is a division and no section: records do not begin anew where the paper ends.
        """
        sheet = self._element("Div", self._document)
        owners: list[Object] = []
        if tagged:
            sheet.K = Array([self._line(line, sheet, page, owners) for line in tagged])
        else:
            sheet.K = Array([self._figure(sheet, page, box)])
            owners.append(sheet.K[0])
        page.StructParents = len(self._sheets)
        self._sheets.append(sheet)
        self._owners.append(self._pdf.make_indirect(Array(owners)))

    def close(self) -> Object:
        """Return the finished tree's root, to be named in the catalog."""
        self._document.K = Array(self._sheets)
        numbered = [thing for pair in enumerate(self._owners) for thing in pair]
        self._root.K = self._document
        self._root.ParentTree = self._pdf.make_indirect(Dictionary(Nums=Array(numbered)))
        self._root.ParentTreeNextKey = len(self._sheets)
        return self._root

    def _element(self, kind: str, parent: Object, page: Object | None = None) -> Object:
        """Add an element; its content comes later."""
        element = Dictionary(Type=Name.StructElem, S=Name(f"/{kind}"), P=parent)
        if page is not None:
            element.Pg = page
        return self._pdf.make_indirect(element)

    def _line(
        self, line: Sequence[Run], sheet: Object, page: Object, owners: list[Object]
    ) -> Object:
        """Add a line: a paragraph of marked sequences, those of deletions in spans."""
        paragraph = self._element("P", sheet, page)
        kids: list[Object | int] = []
        for run in line:
            if run.said is None:
                kids.append(len(owners))
                owners.append(paragraph)
            else:
                span = self._element("Span", paragraph, page)
                span.ActualText = text(run.said)
                span.K = len(owners)
                owners.append(span)
                kids.append(span)
        paragraph.K = kids[0] if len(kids) == 1 else Array(kids)
        return paragraph

    def _figure(self, sheet: Object, page: Object, box: Object) -> Object:
        """Add the picture of a page without words as a figure that says so."""
        figure = self._element("Figure", sheet, page)
        figure.Alt = text(f"page {len(self._sheets) + 1}: a picture on which no text was read")
        figure.A = Dictionary(O=Name.Layout, BBox=box)
        figure.K = 0
        return figure


def marked(tagged: Sequence[Sequence[Run]]) -> Iterator[tuple[str, Run]]:
    """Yield each run of a page with the operator that opens it in the content stream."""
    number = 0
    for line in tagged:
        for run in line:
            yield f"/{run.tag} <</MCID {number}>> BDC", run
            number += 1
