"""The structure tree: every element by one road, of an allowed kind with exactly its keys.

Promises: the tree is the document, a division for each page, a paragraph for each line, a span for
each deletion; marked sequences are numbered through the page and each is owned by one element, in
the tree and in the parent tree alike; what is spoken for a deletion is "redacted" and the codes of
its own marker, so no other words can stand there. A page without words is one figure of fixed text.

Needs the file alone; whether the lines and the deletions are those of the page data, ``instep`` says.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tearline_verify import exactly
from tearline_verify.bytewalk import Ref
from tearline_verify.exactly import refuse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tearline_verify.bytewalk import Item, Value
    from tearline_verify.content import Layer

    Take = Callable[[Value], Item]

_ELEMENT: dict[str, Any] = {"/Type": "/StructElem", "/P": Ref}
ROOT: dict[str, Any] = {
    "/Type": "/StructTreeRoot", "/K": Ref, "/ParentTree": Ref, "/ParentTreeNextKey": int,
}  # fmt: skip
PARENTS: dict[str, Any] = {"/Nums": list}
DOCUMENT: dict[str, Any] = {**_ELEMENT, "/S": "/Document", "/K": list}
SHEET: dict[str, Any] = {**_ELEMENT, "/S": "/Div", "/K": list}
LINE: dict[str, Any] = {**_ELEMENT, "/S": "/P", "/K": object, "/Pg": Ref}
SPAN: dict[str, Any] = {**_ELEMENT, "/S": "/Span", "/K": int, "/Pg": Ref, "/ActualText": bytes}
FIGURE: dict[str, Any] = {
    **_ELEMENT, "/S": "/Figure", "/K": 0, "/Pg": Ref, "/Alt": bytes, "/A": dict,
}  # fmt: skip
LAYOUT: dict[str, Any] = {"/O": "/Layout", "/BBox": list}
REDACTED, MOVED = "redacted", "line shifted"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page's tags: for each line its sequences, each None (words) or what is spoken.

    No line at all: the page is a figure.
    """

    lines: tuple[tuple[str | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Tagged:
    """A page's words by their tags: how many each line has, and what is spoken for which word."""

    lines: tuple[int, ...] = ()
    spoken: tuple[tuple[int, str], ...] = ()


def sheets(take: Take, root: Ref, pages: Sequence[tuple[Ref, list[Value]]]) -> list[Sheet]:
    """Return the tags of each page (its reference, its box); raise ``GrammarError``."""
    tree = exactly.exactly(take(root), ROOT, "structure tree")
    document = exactly.exactly(take(tree["/K"]), DOCUMENT, "document's tag")
    numbers = exactly.exactly(take(tree["/ParentTree"]), PARENTS, "parent tree")["/Nums"]
    right = document["/P"] == root and len(document["/K"]) == len(pages)
    right = right and tree["/ParentTreeNextKey"] == len(pages) and len(numbers) == 2 * len(pages)
    if not right:
        refuse("the structure tree is not of as many pages as the file")
    found = []
    for at, (kid, (page, box)) in enumerate(zip(document["/K"], pages, strict=True)):
        walk = _Walk(take, page)
        found.append(walk.sheet(kid, tree["/K"], at + 1, box))
        key = numbers[2 * at]
        if key != at or isinstance(key, bool) or _array(take, numbers[2 * at + 1]) != walk.owners:
            refuse("the parent tree is not in step with the structure tree")
    return found


def _array(take: Take, ref: Value) -> Value:
    item = take(ref)
    if item.stream is not None:
        refuse("the parent tree holds a stream")
    return item.value


class _Walk:
    """A page's part of the tree, walked once; ``owners`` are the elements of its sequences."""

    def __init__(self, take: Take, page: Ref) -> None:
        self._take = take
        self._page = page
        self.owners: list[Value] = []

    def sheet(self, ref: Value, document: Ref, number: int, box: list[Value]) -> Sheet:
        """Read a page's division."""
        sheet = exactly.exactly(self._take(ref), SHEET, "page's tag")
        if sheet["/P"] != document or not sheet["/K"]:
            refuse("a page's tag has another parent, or nothing in it")
        first = self._take(sheet["/K"][0])
        if isinstance(first.value, dict) and first.value.get("/S") == "/Figure":
            self._figure(first, ref, number, box)
            self.owners = list(sheet["/K"])
            if len(self.owners) != 1:
                refuse("a figure and more on one page")
            return Sheet(())
        lines = [self._line(first, sheet["/K"][0], ref)]
        lines += [self._line(self._take(kid), kid, ref) for kid in sheet["/K"][1:]]
        return Sheet(tuple(lines))

    def _figure(self, item: Item, parent: Value, number: int, box: list[Value]) -> None:
        figure = exactly.exactly(item, FIGURE, "figure's tag")
        layout = exactly.exactly(figure["/A"], LAYOUT, "figure's layout")
        due = b"page %d: a picture on which no text was read" % number
        if figure["/Alt"] != due or layout["/BBox"] != box:
            refuse("a figure's text or box is not the fixed one")
        self._at_home(figure, parent)

    def _line(self, item: Item, ref: Value, parent: Value) -> tuple[str | None, ...]:
        line = exactly.exactly(item, LINE, "line's tag")
        self._at_home(line, parent)
        kids = line["/K"]
        if isinstance(kids, list):
            if len(kids) < 2:  # noqa: PLR2004 - one alone stands bare
                refuse("a line's tag holds a list of one")
        else:
            kids = [kids]
        return tuple(self._kid(kid, ref) for kid in kids)

    def _kid(self, kid: Value, line: Value) -> str | None:
        """Read a sequence of a line: a number, or a span of one number."""
        due = len(self.owners)
        if isinstance(kid, Ref):
            span = exactly.exactly(self._take(kid), SPAN, "span's tag")
            self._at_home(span, line)
            if span["/K"] != due:
                refuse("marked sequences are not numbered through the page")
            self.owners.append(kid)
            return exactly.text_string(span["/ActualText"])
        if kid != due or isinstance(kid, bool):
            refuse("marked sequences are not numbered through the page")
        self.owners.append(line)
        return None

    def _at_home(self, element: dict[str, Any], parent: Value) -> None:
        """Check that an element names its parent and its page."""
        if element["/P"] != parent or element["/Pg"] != self._page:
            refuse("a tag names another parent or another page")


def joined(sheet: Sheet, layer: Layer) -> Tagged:
    """Return a page's words by their tags; raise where tree and content stream do not agree."""
    due = [spoken for line in sheet.lines for spoken in line]
    given = [tag == "Span" for tag, _ in layer.runs]
    if given != [spoken is not None for spoken in due]:
        refuse("the content stream is tagged otherwise than the structure tree")
    lines, told, at, run = [], [], 0, 0
    for line in sheet.lines:
        first = at
        if any(a is None and b is None for a, b in pairwise(line)):
            refuse("a line's words stand in more sequences than they must")
        for spoken in line:
            count = layer.runs[run][1]
            if spoken is not None:
                if count != 1 or not says(spoken, layer.words[at].text):
                    refuse("what is spoken for a deletion is not its marker's codes")
                told.append((at, spoken))
            at, run = at + count, run + 1
        lines.append(at - first)
    return Tagged(tuple(lines), tuple(told))


def says(spoken: str, marker: str) -> bool:
    """Say whether a spoken text can be that of a marker: its codes, and that a line was shifted."""
    for end in ("", f", {MOVED}"):
        said = spoken.removesuffix(end)
        inside = said.removeprefix(REDACTED).removeprefix(", ")
        whole = f"{REDACTED}, {inside}" if inside else REDACTED
        if spoken == whole + end and f"[{inside.replace(', ', ' ')}]" == marker:
            return True
    return False


def spoken(codes: Sequence[str], *, moved: bool) -> str:
    """Return what must be spoken for a deletion of these codes; ``moved``: its line was shifted."""
    return ", ".join((REDACTED, *codes, *((MOVED,) if moved else ())))
