"""What a file says of itself, for PDF/A-2b: title and producer, twice in step, and its colours.

Promises: fixed bytes but for the title, which is the record's public name; no date, no id, no
history, no name of a person or of a program's version. The colour profile is our own asset.

Does not claim level A: lines are tagged as paragraphs, and nobody has looked at each of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from pikepdf import Array, Dictionary, Name, Object, Stream, String

from tearline.editions.glyphless import asset

if TYPE_CHECKING:
    from pikepdf import Pdf

PRODUCER = "Tearline"
LANGUAGE = "en"
COLOURS = "sRGB IEC61966-2.1"
# What XML 1.0 cannot hold.
_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_XMP = """\
<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" \
xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>B</pdfaid:conformance>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<pdf:Producer>{producer}</pdf:Producer>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


def xmp(title: str) -> bytes:
    """Return the metadata packet of a file with this title.

    ValueError: a title with a character that XML cannot hold.
    """
    if _FORBIDDEN.search(title):
        raise ValueError("a title holds a character that no metadata can hold")
    return _XMP.format(title=escape(title), producer=PRODUCER).encode("utf-8")


def text(words: str) -> String:
    """Return a text string: plain where it is ASCII, else UTF-16, never in between."""
    plain = words.isascii()
    return String(words.encode("ascii") if plain else b"\xfe\xff" + words.encode("utf-16-be"))


def describe(pdf: Pdf, title: str) -> None:
    """Write the title, the metadata, the language and the colour profile into ``pdf``."""
    packet = Stream(pdf, xmp(title), Type=Name.Metadata, Subtype=Name.XML)
    profile = Stream(pdf, asset("srgb.icc"), N=3)
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String(COLOURS),
        Info=String(COLOURS),
        DestOutputProfile=profile,
    )
    root: Object = pdf.Root
    root.Lang = String(LANGUAGE)
    root.Metadata = packet
    root.OutputIntents = Array([intent])
    root.MarkInfo = Dictionary(Marked=True)
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    told = Dictionary(Title=text(title), Producer=String(PRODUCER))
    pdf.trailer.Info = pdf.make_indirect(told)
