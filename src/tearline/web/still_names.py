"""Addresses of the room to files of a folder: where the answer to an address is kept.

Promises: the file is a function of the address alone; two addresses never share a file, nor does a file
stand where another needs a folder, on file systems that fold case or Unicode either. A file's path is
made of ``a-z 0-9 . - _ =``, has no part that Windows reserves, never leads out of the folder and has at
most ``LONGEST`` characters, so that it needs no escaping in a link.
Does not promise: names that read well. A capital is ``_`` and its small letter, another byte ``=`` and
two digits; what is too long is the hash of its long form.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
import string
from dataclasses import dataclass
from urllib.parse import quote, unquote

LONGEST = 200  # characters of a file's path in the folder
_INDEX = "index.html"
_KEPT = frozenset(string.ascii_lowercase + string.digits + "-.")
_CAPITALS = frozenset(string.ascii_uppercase)
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}\Z")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)[0-9])(?:\.|\Z)")
# What is kept as the file it is; all else are pages. A record's own name may end in anything.
_FILE = re.compile(
    r"/(?:static|downloads)/.+"
    r"|/record/.+/page/[0-9]+/[^/]+\.(?:png|jpg|ris)"
    r"|/(?!record/).+\.(?:png|jpg|svg|css|atom|csv|json|jsonl|txt)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Address:
    """An address of the room: its path without percent signs, and what stands behind its question mark."""

    path: str
    query: str = ""

    @classmethod
    def of(cls, link: str) -> Address:
        """Read a link that begins with a slash; what stands behind a # is no part of it."""
        path, _, query = link.partition("#")[0].partition("?")
        return cls(unquote(path), query)

    @property
    def shown(self) -> str:
        """Return it as a link has it."""
        return quote(self.path, errors="replace") + (f"?{self.query}" if self.query else "")

    @property
    def is_file(self) -> bool:
        """Say whether it is kept as the file it is: an image, a download, a feed."""
        return not self.query and _FILE.fullmatch(self.path) is not None


def file_of(address: Address, *, refused: bool = False) -> str:
    """Return the path of the file that an address is kept in, parts joined by slashes.

    ``refused``: the page that says why a file is not here.
    """
    *folders, last = address.path.removeprefix("/").split("/")
    if address.is_file:
        name = _part(last) if "." in _part(last) else f"{_part(last)}=f"
        name += "=page.html" if refused else ""
    else:
        folders = [*folders, last] if last else folders
        name = f"=q{_letters(address.query)}.html" if address.query else _INDEX
        name = name if last or not address.path.removeprefix("/") else f"={name}"
    path = "/".join([*(_part(one).replace(".", "=2e") for one in folders), name])
    if len(path) <= LONGEST:
        return path
    suffix = _SUFFIX.search(name)
    told = f"=long/{hashlib.sha256(path.encode()).hexdigest()}"
    return told + (suffix[0] if suffix else "")


def relative(at: str, to: str) -> str:
    """Return the link from one file of the folder to another."""
    return posixpath.relpath(to, posixpath.dirname(at) or ".")


def _part(text: str) -> str:
    """Return one part of a path, '=' for an empty one; no two texts become one."""
    written = _letters(text) or "="
    if written == _INDEX or _RESERVED.match(written):
        return f"={ord(written[0]):02x}{written[1:]}"
    if written.startswith("."):
        written = f"=2e{written[1:]}"
    return f"{written[:-1]}=2e" if written.endswith(".") else written


def _letters(text: str) -> str:
    """Return a text in letters that every file system keeps apart."""
    return "".join(
        sign if sign in _KEPT else f"_{sign.lower()}" if sign in _CAPITALS else _bytes(sign)
        for sign in text
    )


def _bytes(sign: str) -> str:
    return "".join(f"={byte:02x}" for byte in sign.encode("utf-8", "surrogatepass"))
