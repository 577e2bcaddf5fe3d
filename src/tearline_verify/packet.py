"""What a file says of itself: the metadata packet, Info and the colour profile, byte for byte.

Promises: the packet is the one fixed text with the title of Info in it, so nothing else can stand
there; the output intent names our one profile, told by its hash. Does not judge the title.
"""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from tearline_verify.bytewalk import Ref

PRODUCER = "Tearline"
COLOURS = b"sRGB IEC61966-2.1"
PROFILE_SHA256 = "0495957c8a8f744faa48851568d8ef8bf45eab05a860d6ca4e3bf87e4fa1a6ea"

INFO: dict[str, Any] = {"/Title": bytes, "/Producer": PRODUCER.encode()}
METADATA: dict[str, Any] = {"/Type": "/Metadata", "/Subtype": "/XML", "/Length": int}
PROFILE: dict[str, Any] = {"/N": 3, "/Length": int, "/Filter": "/FlateDecode"}
INTENT: dict[str, Any] = {
    "/Type": "/OutputIntent", "/S": "/GTS_PDFA1", "/OutputConditionIdentifier": COLOURS,
    "/Info": COLOURS, "/DestOutputProfile": Ref,
}  # fmt: skip

_HEAD = """\
<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" \
xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>B</pdfaid:conformance>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">"""
_TAIL = f"""</rdf:li></rdf:Alt></dc:title>
<pdf:Producer>{PRODUCER}</pdf:Producer>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


def packet(title: str) -> bytes:
    """Return the metadata packet that a file of this title must have."""
    return (_HEAD + escape(title) + _TAIL).encode("utf-8", "replace")
