"""Small releases with pages, boxes, images and deletions, and a reader who asks a room; loaded by path."""

import asyncio
import hashlib
import json
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import unquote

import pikepdf
import zstandard
from PIL import Image, ImageDraw

WIDTH, HEIGHT = 61200, 79200
LETTER, LINE, MARGIN = 400, 1500, 4000
_VOID = {"br", "img", "input", "link", "meta", "rect"}


def _page(record, number, text, read=True):
    """Return a page's row, its image and its deletions: ``[code]`` in the text is one; ``read``: from a picture."""
    words = {key: [] for key in ("start", "end", "left", "top", "right", "bottom", "confidence")}
    image, deletions = Image.new("L", (WIDTH // 72, HEIGHT // 72), 255), []
    pen = ImageDraw.Draw(image)
    for match in re.finditer(r"\S+", text):
        top = MARGIN + text.count("\n", 0, match.start()) * LINE
        left = MARGIN + (match.start() - text.rfind("\n", 0, match.start()) - 1) * LETTER
        box = [left, top, left + len(match[0]) * LETTER, top + 1000]
        closed = re.fullmatch(r"\[(.+)\]", match[0])
        if closed:
            deletions.append(
                {"area": box, "codes": [closed[1]], "amount": "passage", "policy": "exact"}
            )
        sure = None if closed or not read else 91.0
        for key, value in zip(words, (*match.span(), *box, sure), strict=True):
            words[key].append(value)
        pen.rectangle([side / 72 for side in box], fill=0 if closed else 90)
    row = {
        "record": record, "page": number, "width": WIDTH, "height": HEIGHT, "turn": 0,
        "confidence": 91.0 if read else None, "text": text, "words": words, "deletions": deletions,
    }  # fmt: skip
    return row, image, deletions


def _pdf(images, path):
    with pikepdf.new() as pdf:
        for image in images:
            page = pdf.add_blank_page(page_size=(WIDTH / 100, HEIGHT / 100))
            drawn = pikepdf.Stream(pdf, image.tobytes())
            drawn.Type, drawn.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
            drawn.Width, drawn.Height = image.size
            drawn.ColorSpace, drawn.BitsPerComponent = pikepdf.Name.DeviceGray, 8
            page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=drawn))
            page.Contents = pikepdf.Stream(pdf, b"612 0 0 792 0 0 cm /Im0 Do")
        pdf.save(path, deterministic_id=True)


def _listed(folder, path):
    data = (folder / path).read_bytes()
    return {"path": path, "sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}


def write_release(
    folder,
    records,
    date="2026-01-01",
    audience="public",
    notes=None,
    numbers=None,
    as_text=(),
    **more,
):
    """Write a release: record -> texts of its pages, None for one withheld in full."""
    for name in ("pages", "records", "text"):
        (folder / name).mkdir(parents=True)
    rows = []
    for at, (record, texts) in enumerate(records.items(), 1):
        read = record not in as_text
        made = [_page(record, number, text, read) for number, text in enumerate(texts or (), 1)]
        files = []
        if made:
            lines = "".join(json.dumps(row) + "\n" for row, _, _ in made)
            data = zstandard.ZstdCompressor().compress(lines.encode())
            (folder / f"pages/r{at}.jsonl.zst").write_bytes(data)
            _pdf([image for _, image, _ in made], folder / f"records/r{at}.pdf")
            (folder / f"text/r{at}.txt").write_text("\f".join(texts), "utf-8", "replace")
            paths = (f"pages/r{at}.jsonl.zst", f"records/r{at}.pdf", f"text/r{at}.txt")
            files = [_listed(folder, path) for path in paths]
        closed = [one | {"page": row["page"]} for row, _, deletions in made for one in deletions]
        rows.append({
            "record": record, "numbers": (numbers or {}).get(record, [record]),
            "status": "released in part" if made else "withheld in full", "pages": len(made),
            "note": (notes or {}).get(record, ""), "files": files, "withholdings": closed,
            "page_sizes": [[WIDTH, HEIGHT] for _ in made],
        })  # fmt: skip
    (folder / "note.md").write_text("What this release is.\n")
    manifest = {
        "type": "release", "schema_version": 1, "audience": audience, "date": date, "draft": False,
        "guide": {"name": "jfk", "version": "1"}, "files": [_listed(folder, "note.md")],
        "records": rows,
    }  # fmt: skip
    (folder / "index.jsonl").write_text("")
    (folder / "manifest.json").write_text(json.dumps(manifest | more))
    return folder


@dataclass(frozen=True)
class Told:
    """An answer: its status, headers (a list of pairs, small letters) and bytes."""

    status: int
    rows: list
    body: bytes

    @property
    def text(self):
        return self.body.decode("utf-8")

    @property
    def headers(self):
        return dict(self.rows)


class Reader:
    """Asks a room as a web server would, with the very bytes of an address."""

    def __init__(self, app):
        self.app = app

    def get(self, address, method="GET", host="room.test", **headers):
        """Ask; an error that the room answers and raises again for its keepers is left to them."""
        path, _, query = address.partition("?")
        rows = [
            ("host", host),
            *((name.replace("_", "-"), value) for name, value in headers.items()),
        ]
        scope = {
            "type": "http", "http_version": "1.1", "method": method, "scheme": "http",
            "path": unquote(path), "raw_path": path.encode(), "query_string": query.encode(),
            "root_path": "", "headers": [(n.encode(), v.encode("latin-1")) for n, v in rows],
            "server": ("127.0.0.1", 8080), "client": ("127.0.0.1", 1), "asgi": {"version": "3.0"},
        }  # fmt: skip
        sent = []

        asked = []

        async def receive():
            if asked:
                await asyncio.Event().wait()  # who asks stays for the answer
            asked.append(1)
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message):
            sent.append(message)

        async def ask():
            await self.app(scope, receive, send)

        try:
            asyncio.run(ask())
        except Exception:
            if not sent:
                raise
        begun, *parts = sent
        pairs = [(name.decode(), value.decode("latin-1")) for name, value in begun["headers"]]
        return Told(begun["status"], pairs, b"".join(part.get("body", b"") for part in parts))


class Tags(HTMLParser):
    """The tags of a page, each (name, attributes, text under it), in order."""

    def __init__(self, text):
        super().__init__()
        self.found, self._open = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        row = [tag, dict(attrs), ""]
        self.found.append(row)
        if tag not in _VOID:
            self._open.append(row)

    def handle_endtag(self, tag):
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        for row in self._open:
            row[2] += data

    def all(self, *names):
        return [row for row in self.found if row[0] in names]
