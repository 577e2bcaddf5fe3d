"""Where things come from: one author, hosts that are on the list, no paths, no one's address.

Promises: every object has the same author, an identity of the edition, and MISP names no other;
every URL, host, IP and e-mail address in any decoded text is on the list; no path of a computer's
stands anywhere. Does not follow a link.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tearline_verify.shared import misp_events
from tearline_verify.shared.edition import MISP, OBJECTS
from tearline_verify.shared.known import NAMESPACES, WELL_KNOWN
from tearline_verify.shared.leak import Leak
from tearline_verify.shared.look import Look

NAME = "origins"
_URL = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9+.-]{1,20}://[^\s\"'<>()\[\]{}\0\\]+")
_MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_HOST = re.compile(
    r"(?<![A-Za-z0-9@./-])(?:www\.[a-z0-9-]+(?:\.[a-z0-9-]+)+|(?:[a-z0-9-]+\.)+"
    r"(?:local|internal|intranet|lan|corp|localdomain|onion)|localhost|\d{1,3}(?:\.\d{1,3}){3})"
    r"(?![A-Za-z0-9-]|\.[a-z0-9])", re.IGNORECASE,
)  # fmt: skip
_PATH = re.compile(
    r"(?<![\w/.:-])(?:/(?:home|Users|root|tmp|var|etc|srv|mnt|opt|media|private|Volumes)/\w|~/\w{2})"
    r"|(?<![A-Za-z])[A-Za-z]:\\(?:[\w .-]{2,}\\|Users)|\\\\[A-Za-z0-9._-]{2,}\\\w|(?<!\w)file:/"
)
_WEB = ("http", "https")


def leaks(look: Look) -> Iterator[Leak]:
    """Yield what tells of the desk's inside."""
    yield from _authors(look)
    allowed = {host.lower() for host in look.hidden.hosts_allowed}
    known = {t.row.get("schema") for t in look.edition.things if t.id in WELL_KNOWN}
    texts = look.edition.texts
    for pattern, judged in ((_URL, _url), (_MAIL, _listed), (_HOST, _listed), (_PATH, None)):
        for match in pattern.finditer(texts.joined):
            found = match[0].rstrip(".,;:!?")
            what = judged(found, allowed) if judged else "a path of a computer's"
            if what and found not in known:
                yield from texts.leaks(NAME, texts.piece_at(match.start()), what)


def _url(url: str, allowed: set[str]) -> str:
    """Return what is wrong with a URL, '' where nothing is."""
    if url.startswith(NAMESPACES):
        return ""
    scheme, _, rest = url.partition("://")
    place = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if scheme.lower() not in _WEB:
        return "a URL that is not of the web"
    if "@" in place:
        return "a URL with a user's name"
    return "" if place.lower() in allowed else "a URL whose host is not on the list"


def _listed(found: str, allowed: set[str]) -> str:
    if found.lower() in allowed:
        return ""
    return (
        "an e-mail address that is not on the list"
        if "@" in found
        else "a host that is not on the list"
    )


def _authors(look: Look) -> Iterator[Leak]:
    """Yield every author but the one of the report, or of the first object that has one."""
    things = [
        t for t in look.edition.things if "created_by_ref" in t.row and t.id not in WELL_KNOWN
    ]
    first = next((t for t in things if t.type == "report"), things[0] if things else None)
    desk = first.row["created_by_ref"] if first else None
    one = look.ids.get(desk) if isinstance(desk, str) else None
    if first and (one is None or one.type != "identity"):
        yield Leak(NAME, OBJECTS, "an author that is no identity of the edition", first.at)
    for thing in things:
        if thing.row["created_by_ref"] != desk:
            yield Leak(NAME, OBJECTS, "another author than the desk", f"{thing.at}, created_by_ref")
    name = one.row.get("name") if one else None
    for kind, row in look.misp:
        if kind in ("Org", "Orgc") and misp_events.text(row, "name") != name:
            yield Leak(NAME, MISP, "another organisation than the desk", kind)
