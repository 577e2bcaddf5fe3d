"""What a file carries beside its words: a PDF's metadata, attachments, actions, pictures' own notes.

Promises: a PDF tells its title, its maker and its dates, and nothing else; it holds no attachment, no
script, and no picture with metadata. The words of all of these are searched with the rest. Does not
look at letters in pictures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tearline_verify.shared.edition import PDF
from tearline_verify.shared.leak import Leak
from tearline_verify.shared.look import Look

NAME = "carried"
_TOLD = {"Title", "Producer", "CreationDate", "ModDate", "Trapped"}
_ELEMENT = re.compile(r"<([A-Za-z]+:[A-Za-z]+)")
_ATTRIBUTE = re.compile(r"[\s\"']([A-Za-z]+:[A-Za-z]+)\s*=")
_XMP = {
    "dc:title", "dc:language", "dc:format", "pdf:Producer", "pdfaid:part", "pdfaid:conformance",
    "pdfuaid:part", "xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate",
}  # fmt: skip
_FRAME = ("x:", "rdf:", "xml:", "xmlns:")


def leaks(look: Look) -> Iterator[Leak]:
    """Yield what the PDF carries and should not."""
    pdf = look.edition.pdf
    if pdf is None:
        return
    if any(value.strip() for key, value in pdf.told.items() if key not in _TOLD):
        yield Leak(NAME, PDF, "metadata beyond a title, a maker and dates")
    for packet in pdf.xmp:
        names = {*_ELEMENT.findall(packet), *_ATTRIBUTE.findall(packet)}
        if any(name not in _XMP and not name.startswith(_FRAME) for name in names):
            yield Leak(NAME, PDF, "metadata (XMP) beyond a title, a maker and dates")
    if pdf.attachments:
        yield Leak(NAME, PDF, "a file within the file")
    if pdf.actions:
        yield Leak(NAME, PDF, "something that runs when it is opened")
    if pdf.pictures_with_metadata:
        yield Leak(NAME, PDF, "a picture with metadata of its own")
