"""A record over its releases, and a page of it: image, boxes, text, citation.

Promises: a page of a record with a file at fault is never shown as verified; what is not there (no image, no
text, no page data) is said in its place. Boxes are those of the released words and of the acknowledged
deletions, in the page's own units, drawn over the image by the browser. Images are drawn in their turn
(``drawing``).
"""

from __future__ import annotations

import io
from collections.abc import Callable
from http import HTTPStatus

from PIL import Image
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from tearline.errors import UsageError
from tearline.model.area import Area
from tearline.reading.released import ReleasedPage
from tearline.reading.searching.query import parse
from tearline.reading.searching.snippets import Spans, areas, marker
from tearline.web import citing
from tearline.web.finding import Asked, whole_number
from tearline.web.guard import is_known
from tearline.web.newer import newer
from tearline.web.over_time import closed, steps
from tearline.web.pieces import pieces
from tearline.web.shelf import Shelf, Standing, record_address
from tearline.web.shown import Pages

_PNG_MODES = frozenset({"1", "L", "RGB"})


class Records:
    """Answers for records and pages."""

    def __init__(self, shelf: Shelf, shown: Pages, offered: Callable[[Standing], bool]) -> None:
        """Take the releases, what renders, and what says of which records there is more to read."""
        self._shelf, self._shown, self._offered = shelf, shown, offered

    def record(self, request: Request) -> Response:
        """Show one record over all its releases; a number leads to the record that has it."""
        return self._record(request, request.path_params["record"])

    def _record(self, request: Request, name: str) -> Response:
        standings = self._shelf.standings(name)
        if not standings:
            return self._by_number(request, name)
        numbers = dict.fromkeys(number for one in standings for number in one.listed.numbers)
        same = {other for number in numbers for other in self._shelf.of_number(number)} - {name}
        sheets = [self._shelf.sheet(one.label, name) for one in standings[::-1]]
        values = {
            "record": name,
            "title": next((title for title, _ in sheets if title), ""),
            "date": next((day for _, day in sheets if day), ""),
            "withdrawals": [self._shelf.withdrawal(one.label, name) for one in standings[::-1]],
            "also_withdrawn": self._shelf.also_withdrawn,
            "numbers": list(numbers),
            "standings": standings[::-1],
            "closed": [closed(one.listed.deletions) for one in standings[::-1]],
            "steps": steps(standings),
            "said": {one.label for one in standings if self._offered(one)},
            "same": sorted(same),
        }
        return self._shown.show(request, "record.html", values)

    def page(self, request: Request) -> Response:
        """Show one page: its image with boxes, its text beside it."""
        found = self._found(request)
        if isinstance(found, Response):
            return found
        standing, number = found
        page = standing.folder.page(standing.listed.record, number)
        asked = Asked.of(request.query_params)
        spans, boxes, unread = _sought(asked, page)
        title, day = self._shelf.sheet(standing.label, standing.listed.record)
        values = {
            "title": title,
            "date": day,
            "withdrawal": self._shelf.withdrawal(standing.label, standing.listed.record),
            "newer": newer(self._shelf, standing, number, page),
            "query": asked.query,
            "unread": unread,
            "standing": standing,
            "number": number,
            "page": page,
            "pieces": () if page is None else pieces(page.text, spans, page.closed),
            "found": len(spans),
            "boxes": boxes,
            "closed": closed([d for d in standing.listed.deletions if d.page == number]),
            "deletions": [d for d in standing.listed.deletions if d.page == number],
            "size": standing.listed.page_sizes[number - 1],
            "has_image": _is_proven(standing, "records"),
            "image": "jpg" if standing.folder.is_jpeg(standing.listed.record, number) else "png",
            "tail": f"?{asked.tail()}" if asked.query else "",
            "said": self._offered(standing),
            "others": [
                one
                for one in self._shelf.standings(standing.listed.record)
                if one.label != standing.label and number <= len(one.listed.page_sizes)
            ],
        }
        return self._shown.show(request, "page.html", values)

    def image(self, request: Request) -> Response:
        """Send a page's bitmap as PNG."""
        return self._image(request, "png")

    def jpeg(self, request: Request) -> Response:
        """Send a page's image as the JPEG that it was published as: a sixth of the bytes, nothing lost."""
        return self._image(request, "jpeg")

    def _image(self, request: Request, kind: str) -> Response:
        found = self._found(request)
        if isinstance(found, Response):
            return found
        standing, number = found
        listed, data = standing.listed.file("records"), None
        if listed is not None and _is_proven(standing, "records"):
            tag = {"etag": f'"{listed.sha256}-{number}-{kind}"'}
            if is_known(request, tag["etag"]):
                return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=tag)
            if kind == "jpeg":
                data = standing.folder.jpeg(standing.listed.record, number)
            elif (image := standing.folder.image(standing.listed.record, number)) is not None:
                data = _png(image)
            if data is not None:
                return Response(data, media_type=f"image/{kind}", headers=tag)
        why = "No image of this page can be shown: its PDF is at fault, or holds none."
        return self._shown.told(request, "There is no image here", why)

    def cite(self, request: Request) -> Response:
        """Show how a page is cited."""
        found = self._found(request)
        if isinstance(found, Response):
            return found
        standing, number = found
        file = citing.cited_file(standing)
        sheet = self._shelf.sheet(standing.label, standing.listed.record)
        values = {
            "standing": standing,
            "number": number,
            "citation": citing.plain(
                standing, number, self._url(request, standing, number), *sheet
            ),
            "file": file,
            "fault": next((f for f in standing.faults if file and f.path == file.path), None),
        }
        return self._shown.show(request, "cite.html", values)

    def cite_ris(self, request: Request) -> Response:
        """Send a page's citation as RIS."""
        found = self._found(request)
        if isinstance(found, Response):
            return found
        sheet = self._shelf.sheet(found[0].label, found[0].listed.record)
        text = citing.ris(*found, self._url(request, *found), *sheet)
        headers = {"content-disposition": f'attachment; filename="page-{found[1]}.ris"'}
        kind = "application/x-research-info-systems; charset=utf-8"
        return Response(text, media_type=kind, headers=headers)

    def _found(self, request: Request) -> tuple[Standing, int] | Response:
        """Return what a page's address names, or what is said where it names nothing."""
        standing = self.standing(request)
        if isinstance(standing, Response):
            return standing
        given, number = request.path_params, whole_number(request.path_params["number"])
        if not 1 <= number <= len(standing.listed.page_sizes):
            what = f"{given['record']} has no page {given['number'][:20]} in {given['label']}."
            have = (
                f"It has {len(standing.listed.page_sizes):,}; it is {standing.listed.status.value}."
            )
            return self._shown.told(request, "There is no such page", f"{what} {have}")
        return standing, number

    def standing(self, request: Request) -> Standing | Response:
        """Return the record in a release that an address names, or what is said where it names none."""
        given = request.path_params
        standing = self._shelf.standing(given["record"], given["label"])
        if standing is None:
            # A record may be called as the address of a page is.
            whole = request.scope["path"].removeprefix("/record/")
            if self._shelf.standings(whole):
                return self._record(request, whole)
            why = f"No release here is called {given['label']} and has a record {given['record']}."
            return self._shown.told(request, "There is no such page", why)
        withdrawal = self._shelf.withdrawal(standing.label, standing.listed.record)
        if withdrawal is not None and not self._shelf.also_withdrawn:
            return self._shown.gone(request, standing.label, withdrawal)
        return standing

    def _url(self, request: Request, standing: Standing, number: int) -> str:
        return f"{self._shown.base(request)}{standing.page_address(number)}"

    def _by_number(self, request: Request, number: str) -> Response:
        names = self._shelf.of_number(number)
        if len(names) == 1:
            return RedirectResponse(record_address(names[0]), HTTPStatus.FOUND)
        if names:
            values = {"number": number, "names": names}
            return self._shown.show(request, "several.html", values)
        why = f"No release here names a record or a number {number[:200]}. That says nothing of others."
        return self._shown.told(request, "There is no such record", why)


def _sought(asked: Asked, page: ReleasedPage | None) -> tuple[Spans, tuple[Area, ...], str]:
    """Return where a query's words stand on a page, their boxes, and why the query was not read."""
    if page is None or not asked.query.strip():
        return (), (), ""
    try:
        spans = marker(parse(asked.query), asked.also).spans(page.text)
    except UsageError as error:
        return (), (), str(error)
    return spans, areas(page, spans), ""


def _is_proven(standing: Standing, folder: str) -> bool:
    listed = standing.listed.file(folder)
    return listed is not None and all(fault.path != listed.path for fault in standing.faults)


def _png(image: Image.Image) -> bytes:
    kept = image if image.mode in _PNG_MODES else image.convert("RGB")
    out = io.BytesIO()
    kept.save(out, "PNG", compress_level=6 if kept.mode == "1" else 1)
    return out.getvalue()
