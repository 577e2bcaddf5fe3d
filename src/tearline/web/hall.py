"""What is here: the releases, their records and files, the feed, and what is said where there is nothing.

Promises: a file is sent only where a release's manifest lists it and its bytes are the listed ones
(``sending``), and always to be kept, never to be shown: whatever kind of file it is, no browser runs it under
this room's name.
Drafts stand in no feed.
"""

from __future__ import annotations

from http import HTTPStatus
from mimetypes import guess_type

from starlette.requests import Request
from starlette.responses import Response

from tearline.reading.comparing.kinds import Type
from tearline.reading.released import ReleaseFolder
from tearline.web.finding import whole_number
from tearline.web.guard import dress, is_known
from tearline.web.proven import Proven
from tearline.web.sending import Opened, sent
from tearline.web.shelf import Shelf
from tearline.web.shown import Pages
from tearline.web.whats_new import News

LISTED = 100  # records on one page of a release's list
_SAME = f"type={Type.UNCHANGED}"  # what is not new at all
_LONGEST = 300  # code points of an address that is said back


class Hall:
    """Answers for releases, files and the feed, and for what is not there."""

    def __init__(self, shelf: Shelf, shown: Pages, news: News | None = None) -> None:
        """Take the releases, what renders, and what is new in them where that is known."""
        self._shelf, self._shown, self._news = shelf, shown, news

    def home(self, request: Request) -> Response:
        """Show what is here."""
        values = {
            "releases": list(self._shelf.releases.values())[::-1],
            "built": self._shelf.built,
            "faults": list(self._shelf.faults()),
            "new": {label: self._new(one) for label, one in self._shelf.releases.items()},
        }
        return self._shown.show(request, "home.html", values)

    def _new(self, folder: ReleaseFolder) -> list[tuple[str, str, int]]:
        """Return what is new in a release: title, end of the address of its list, how much."""
        newest = None if self._news is None else self._news.of.get(folder.label)
        return [row for row in newest.told if row[1] != _SAME] if newest else []

    def release(self, request: Request) -> Response:
        """List the records of one release."""
        folder = self._shelf.releases.get(request.path_params["label"])
        if folder is None:
            return self._shown.told(request, "There is no such release", "None here has that name.")
        page = whole_number(request.query_params.get("page", "1"))
        names = sorted(folder.records)
        rows = names[(page - 1) * LISTED : page * LISTED] if page else []
        if not rows and (names or page != 1):
            return self._shown.told(request, "The list has no such page", "It begins at page 1.")
        values = {
            "folder": folder,
            "total": len(names),
            "records": [folder.records[name] for name in rows],
            "first": (page - 1) * LISTED + 1,
            "earlier": page - 1,
            "later": page + 1 if page * LISTED < len(names) else 0,
            "sheets": {name: self._shelf.sheet(folder.label, name) for name in rows},
            "withdrawn": self._shelf.withdrawn[folder.label],
            "unlisted": _unlisted(folder),
            "faulty": {name for name in rows if folder.faults(name)},
            "own_faults": folder.faults(""),
        }
        return self._shown.show(request, "release.html", values)

    def feed(self, request: Request) -> Response:
        """Send the feed of releases, the latest first; drafts are none."""
        releases = [one for one in self._shelf.releases.values() if not one.draft]
        new = {one.label: self._new(one) for one in releases}
        values = {"releases": releases[::-1], "new": new, "base": self._shown.base(request)}
        return self._shown.show(request, "feed.atom", values)

    def download(self, request: Request) -> Response:
        """Send a file that a manifest lists."""
        label, path = request.path_params["label"], request.path_params["path"]
        found = self._shelf.file(label, path)
        if found is None:
            withdrawal = self._shelf.withdrawn_file(label, path)
            if withdrawal is not None:
                return self._shown.gone(request, label, withdrawal)
            why = "Only files that a release's manifest lists can be had here."
            return self._shown.told(request, "There is no such file", why)
        folder, listed, fault = found
        if fault is not None:
            why = f"{listed.path} {fault.why}. It is not handed out; tell those who keep this room."
            return self._shown.told(request, "This file is at fault", why, HTTPStatus.CONFLICT)
        headers = {"etag": f'"{listed.sha256}"'}
        if is_known(request, headers["etag"]):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        kind = guess_type(listed.path)[0] or "application/octet-stream"
        try:
            return sent(request, Opened(folder.path, listed), headers, kind)
        except (OSError, ValueError):  # it was touched since its faults were told
            why = f"{listed.path} was changed just now. It is not handed out; ask again."
            return self._shown.told(request, "This file is at fault", why, HTTPStatus.CONFLICT)

    def harm(self, request: Request) -> Response:
        """Say how harm is reported where the room was given no address for it."""
        at = request.query_params.get("at", "")[:_LONGEST]
        values = {"at": at if at.startswith("/") else "", "releases": self._shelf.releases.values()}
        return self._shown.show(request, "harm.html", values)

    def refused(self, request: Request, error: Exception) -> Response:
        """Say in our words what the router refused."""
        status = HTTPStatus(getattr(error, "status_code", HTTPStatus.NOT_FOUND))
        if status == HTTPStatus.NOT_FOUND:
            why = (
                "Nothing in this room has that address. Search for it, or begin at the front page."
            )
            return self._shown.told(request, "There is nothing here", why)
        why = f"The room only answers to reading ({status.value} {status.phrase})."
        told = self._shown.told(request, "That cannot be done here", why, status)
        told.headers.update(getattr(error, "headers", None) or {})
        return told

    def failed(self, request: Request, _error: Exception) -> Response:
        """Say that the fault is ours; what it was, is for the server to tell those who keep it."""
        why = (
            "This page could not be made. That is our fault, not yours; the rest of the room works."
        )
        status = HTTPStatus.INTERNAL_SERVER_ERROR
        told = self._shown.told(request, "Something went wrong", why, status)
        dress(told.headers, asked=True)  # made outside of the guard
        return told


def _unlisted(folder: Proven) -> list[str]:
    """Return the reports that lie in a release and that its manifest does not list."""
    listed = {one.path for one in folder.own}
    return [
        name
        for name in ("report.html", "report.json")
        if name not in listed and (folder.path / name).is_file()
    ]
