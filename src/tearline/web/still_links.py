"""A page of the room made to stand alone in a folder: links lead to files, what needs the room is out.

Promises: every link within the room becomes a relative one or is taken off its words; a form never stays,
and in the place of the search box a sentence says what searching needs. Nothing else of a page changes
but that it gets, in its head, what headers said of scripts and referrers in the room.
Reads our own templates' tags: they quote every attribute, and what they show has ``<``, ``>`` and ``"``
escaped, so that no text of a record looks like a tag.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape, unescape
from urllib.parse import parse_qsl, unquote, urlencode

from tearline.web.shown import HARM_PAGE
from tearline.web.still_asking import HOST
from tearline.web.still_names import Address

FEED = Address("/releases/feed.atom")
SEARCHING = (
    '<p class="small">This is a copy of a reading room, in files. Searching needs the room itself: '
    "<code>tearline room</code>.</p>"
)
_CHOOSING = (
    '<p class="small">To choose here, the room itself is needed: <code>tearline room</code>.</p>'
)
_NO_FEED = "This copy has no feed"
_NO_IMAGE = "No image can be shown here: why"
_HEAD = (
    "<head>\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"script-src 'none'; object-src 'none'; "
    "frame-src 'none'; base-uri 'none'; form-action 'none'\">\n"
    '<meta name="referrer" content="no-referrer">'
)
_ASKING = frozenset({"q", "also"})  # what a search leaves in an address
_FORM = re.compile(r"<form\b([^<>]*)>.*?</form>", re.DOTALL)
_LIVE = re.compile(r"<([a-z0-9]+)(?=\s)[^<>]*\sdata-live\b[^<>]*>.*?</\1>\n?", re.DOTALL)
_FEED_LINK = re.compile(r'<link\b[^<>]*\shref="/releases/feed\.atom"[^<>]*>\n?')
_FEED_WORDS = re.compile(r'<a\b[^<>]*\shref="/releases/feed\.atom"[^<>]*>.*?</a>', re.DOTALL)
_TAG = re.compile(r'<([a-z][a-z0-9]*)(?=\s)((?:[^<>"]|"[^"]*")*)>', re.IGNORECASE)
_LINK = re.compile(r'\s(href|src)="([^"]*)"')
_OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)

Placed = Callable[[Address], str]


def only_what_stays(page: str, *, feed: bool) -> str:
    """Return a page without its forms, what only the room can do, and the feed where there is none."""
    page = page.replace("<head>", _HEAD, 1)
    page = _FORM.sub(_instead, _LIVE.sub("", page))
    return page if feed else _FEED_WORDS.sub(_NO_FEED, _FEED_LINK.sub("", page))


def links(page: str, at: Address) -> Iterator[Address]:
    """Yield the addresses of the room that a page leads to, in order, without the search's."""
    for tag in _TAG.finditer(page):
        for link in _LINK.finditer(tag[2]):
            found = _inside(unescape(link[2]), at)
            if found is not None and not _needs_the_room(found):
                yield found


def relinked(page: str, at: Address, placed: Placed, refused: Callable[[Address], bool]) -> str:
    """Return a page with its links made relative. ``placed``: the link to an address from here.

    An image that is ``refused`` becomes words that lead to the reason.
    """

    def tag(match: re.Match[str]) -> str:
        if match[1] == "img":
            source = _LINK.search(match[2])
            found = _inside(unescape(source[2]), at) if source else None
            if found is not None and refused(found):
                return f'<a class="warn" href="{escape(placed(found))}">{_NO_IMAGE}</a>'
        return f"<{match[1]}{_LINK.sub(attribute, match[2])}>"

    def attribute(match: re.Match[str]) -> str:
        given = unescape(match[2])
        found = _inside(given, at)
        if found is None:
            return match[0]
        if _needs_the_room(found):
            return ""
        sign, fragment = given.partition("#")[1:]
        return f' {match[1]}="{escape(placed(found) + sign + fragment)}"'

    return _TAG.sub(tag, page)


def with_base(text: str, own: str, base: str, file: str) -> str:
    """Return a text with the copy's own address of the page that it cites, or without any.

    ``own``: the path of that page, ``file`` where it is kept, ``base`` where the copy stands, '' where that
    is not known. Other addresses of the room in the text are a record's words.
    """

    def put(match: re.Match[str]) -> str:
        if unquote(match[2]) != own:
            return match[0]
        return f"{match[1]}{escape(base)}/{file}" if base else ""

    return re.sub(rf"(\r\nUR  - | ?){_room(base)}(/[^\s<\"]*)", put, text)


def fed(feed: str, base: str, file: Callable[[Address], str]) -> str:
    """Return the feed with the addresses that the copy has at ``base``."""
    linked = re.sub(
        rf'(?<=href="){_room(base)}(/[^"]*)',
        lambda match: f"{escape(base)}/{file(Address.of(unescape(match[1])))}",
        feed,
    )
    return linked.replace(f"<id>{HOST}/", f"<id>{escape(base)}/")


def _room(base: str) -> str:
    """Return a pattern of the address that the room gives as its own: asked for here, or told its own."""
    return f"(?:{'|'.join(re.escape(one) for one in (HOST, escape(base)) if one)})"


def _inside(link: str, at: Address) -> Address | None:
    """Return the address of the room that a link leads to, None where it leads elsewhere or stays here."""
    if not link or link.startswith("#") or _OUTSIDE.match(link):
        return None
    if link.startswith("?"):
        found = Address(at.path, link[1:].partition("#")[0])
    elif link.startswith("/"):
        found = Address.of(link)
    else:
        found = Address.of(f"{at.path.rpartition('/')[0]}/{link}")
    bare = Address(found.path)
    if not found.query or bare.is_file or found.path == HARM_PAGE:
        return bare
    pairs = parse_qsl(found.query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if name not in _ASKING]
    return Address(found.path, urlencode(kept)) if found.path != "/search" else found


def _needs_the_room(address: Address) -> bool:
    return address.path == "/search"


def _instead(form: re.Match[str]) -> str:
    return SEARCHING if 'action="/search"' in form[1] else _CHOOSING
