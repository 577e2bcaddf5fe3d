"""Whatever draws in the room, a few at once: page images, crops, and the lists that crops stand in.

Promises: however many ask at the same time, ``AT_ONCE`` answers are drawn and ``WAITING`` wait; who comes
after that is told at once to ask again (503, with Retry-After), and other answers keep their turn. Does not
tell one reader from another: who asks too often is for the web server before the room.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from threading import Lock

from starlette.requests import Request
from starlette.responses import Response

from tearline.web.shown import Pages

AT_ONCE = 2  # a page in colour takes some 40 MB while it is drawn
WAITING = 40  # answers; a list of crops takes up to some seconds, a page image some 0.1 s
AGAIN = 10  # seconds

Drawn = Callable[[Request], Response]


class Drawing:
    """The threads of a room that draw."""

    def __init__(self, shown: Pages, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        """Take what renders, how many answers are drawn at once and how many may wait."""
        self._shown, self._most = shown, at_once + waiting
        self._threads = ThreadPoolExecutor(at_once, "drawing")
        self._under_way, self._alone = 0, Lock()

    def bounded(self, drawn: Drawn) -> Callable[[Request], Awaitable[Response]]:
        """Return what answers as ``drawn`` does, in its turn, or says that too many ask."""

        async def answer(request: Request) -> Response:
            if not self._enter():
                why = f"Many pages are being drawn just now. Ask again in {AGAIN} seconds."
                status = HTTPStatus.SERVICE_UNAVAILABLE
                told = self._shown.told(request, "Too many ask at once", why, status)
                told.headers["retry-after"] = str(AGAIN)
                return told
            loop = asyncio.get_running_loop()
            # The place is given back when the drawing ends, not when who asked has gone.
            work = self._threads.submit(self._leave_after, drawn, request)
            return await asyncio.wrap_future(work, loop=loop)

        return answer

    def _enter(self) -> bool:
        with self._alone:
            if self._under_way >= self._most:
                return False
            self._under_way += 1
            return True

    def _leave_after(self, drawn: Drawn, request: Request) -> Response:
        try:
            return drawn(request)
        finally:
            with self._alone:
                self._under_way -= 1
