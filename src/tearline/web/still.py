"""The room as files that any web server serves, from any folder of it, and that open from a disk.

Promises: what the room shows at every address that leads on from its front page, each asked for once and
kept in a file named by the address alone; every link between them relative. The same releases give the
same bytes. The place holds the whole copy or what was there before: an address that the room itself could
not answer is named, and then nothing is written. What the room refuses to hand out (a file that is not
what its manifest lists) is not copied, and is counted and told.
Does not promise: the search, which needs ``tearline room``; nor the headers of the room: what a page can say
itself of scripts and referrers it says, the rest is for the web server. Files of a release are copied as
they are.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from starlette.applications import Starlette

from tearline.errors import TearlineError, UsageError
from tearline.web.shelf import Shelf
from tearline.web.still_asking import Answered, ask
from tearline.web.still_links import FEED, fed, links, only_what_stays, relinked, with_base
from tearline.web.still_names import Address, file_of, relative
from tearline.web.still_place import aside

_TOLD = 5  # addresses that are named in one sentence


def write(
    app: Starlette,
    shelf: Shelf,
    to: Path,
    report: Callable[[str, int, int], None],
    *,
    base: str = "",
    tell: Callable[[str], None] | None = None,
) -> int:
    """Write the room that ``app`` answers for into a folder; return the number of files in it.

    ``report`` gets 'address', those done and those known so far. ``base``: where the copy will stand, as
    ``https://archive.example/room``; without it citations have no address and there is no feed. ``tell``
    gets a sentence for each thing that the copy does not have.
    UsageError: ``base`` is no such address; see ``aside`` for the folder. TearlineError: the room could
    not answer for some address.
    """
    with aside(to, [one.path for one in shelf.releases.values()]) as part:
        copy = _Copy(app, part, _based(base), report)
        asyncio.run(copy.make())
        for sentence in copy.told():
            if tell is not None:
                tell(sentence)
    return copy.files


class _Copy:
    """One run: pages in the order in which they are met, the files that a page shows right before it."""

    def __init__(
        self, app: Starlette, part: Path, base: str, report: Callable[[str, int, int], None]
    ) -> None:
        self.files = 1  # the mark
        self._app, self._part, self._base, self._report = app, part, base, report
        self._queue: deque[Address] = deque()
        self._met: set[Address] = set()
        self._as_page: set[Address] = set()
        self._refused: list[Address] = []
        self._nothing: list[Address] = []
        self._failed: list[str] = []
        self._done = 0

    async def make(self) -> None:
        """Write every address. TearlineError: the room could not answer for some."""
        self._meet(Address("/"))
        if self._base:
            await self._file(FEED)
        while self._queue:
            await self._page(self._queue.popleft())
            self._done += 1
            self._report("address", self._done, len(self._met))
        if self._failed:
            which = _some(self._failed)
            why = f"the room could not answer for {len(self._failed):,} of its addresses: {which}"
            raise TearlineError(why, "Nothing was written. Please report it, with these addresses.")

    def told(self) -> list[str]:
        """Return what the copy does not have, a sentence each."""
        found = ["Searching is not in the copy: it needs `tearline room`."]
        if not self._base:
            found.append("No feed is in it and citations name no address: give the copy's own.")
        if self._refused:
            count = f"{len(self._refused):,} file{'s are' if len(self._refused) > 1 else ' is'}"
            which = _some([one.shown for one in self._refused])
            found.append(f"{count} not copied, because the room does not hand them out: {which}.")
        if self._nothing:
            count = f"{len(self._nothing):,} address{'es' if len(self._nothing) > 1 else ''}"
            which = _some([one.shown for one in self._nothing])
            found.append(f"Links lead to {count} with nothing there: {which}.")
        return found

    def _meet(self, address: Address) -> bool:
        """Say whether an address is met for the first time; a page is then written in its turn."""
        if address in self._met:
            return False
        self._met.add(address)
        if not address.is_file:
            self._queue.append(address)
        return True

    async def _file(self, address: Address) -> None:
        """Write an address that is a file, if it was not met before."""
        if not self._meet(address):
            return
        into = self._part / file_of(address)
        in_memory = address == FEED or address.path.endswith(".ris")  # both name addresses
        answered = await ask(self._app, address, None if in_memory else into)
        self._done += 1
        if self._is_failed(address, answered):
            return
        if answered.in_file:
            self.files += 1
        elif in_memory and answered.status == HTTPStatus.OK:
            text = answered.body.decode("utf-8")
            text = fed(text, self._base, file_of) if address == FEED else self._cited(text, address)
            self._write(file_of(address), text)
        else:
            # The room answers with a page, mostly one that says why: that is what links lead to.
            self._as_page.add(address)
            self._queue.append(address)
            self._done -= 1

    async def _page(self, address: Address) -> None:
        """Write a page, after the files that it shows; what it leads to is met."""
        answered = await ask(self._app, address)
        if self._is_failed(address, answered):
            return
        if not answered.is_page:
            self._failed.append(f"{address.shown} ({answered.media_type or 'no type'}, not a page)")
            return
        if answered.status != HTTPStatus.OK:
            (self._refused if address.is_file else self._nothing).append(address)
        page = only_what_stays(answered.body.decode("utf-8"), feed=bool(self._base))
        for link in links(page, address):
            if link.is_file:
                await self._file(link)
            else:
                self._meet(link)
        at = file_of(address, refused=address in self._as_page)

        def placed(link: Address) -> str:
            return relative(at, file_of(link, refused=link in self._as_page))

        page = relinked(page, address, placed, self._as_page.__contains__)
        self._write(at, self._cited(page, address))

    def _cited(self, text: str, address: Address) -> str:
        """Return a text with the copy's own address of the page that it cites."""
        own = address.path.removesuffix(".ris").removesuffix("/cite")
        return with_base(text, own, self._base, file_of(Address(own)))

    def _is_failed(self, address: Address, answered: Answered) -> bool:
        """Note an address that the room itself failed at; the front page has to be there."""
        is_front = address == Address("/") and answered.status != HTTPStatus.OK
        if answered.status < HTTPStatus.INTERNAL_SERVER_ERROR and not is_front:
            return False
        why = answered.error or f"status {answered.status}"
        self._failed.append(f"{address.shown} ({why})")
        return True

    def _write(self, file: str, text: str) -> None:
        path = self._part / file
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="") as stream:
            stream.write(text)
        self.files += 1


def _based(base: str) -> str:
    """Return where the copy will stand, without a slash at its end."""
    parts = urlsplit(base)
    is_good = (
        parts.scheme in {"http", "https"} and parts.netloc and not parts.query + parts.fragment
    )
    if base and (not is_good or any(sign.isspace() or sign in '"<>' for sign in base)):
        why = f"'{base}' is no address that a copy can stand at"
        raise UsageError(why, "Give one as in https://archive.example/room.")
    return base.rstrip("/")


def _some(names: list[str]) -> str:
    more = len(names) - _TOLD
    return ", ".join(names[:_TOLD]) + (f" and {more:,} more" if more > 0 else "")
