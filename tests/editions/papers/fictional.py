"""A small edition of fictional incidents, statements and commitments, and ways to read its papers back."""

from __future__ import annotations

import io
import re

import pypdfium2
from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage

from tearline.model.marking import Tlp
from tearline.model.partner_view import Alert, Fact, PartnerView, SharedItem
from tearline.model.register import Kind

MADE = "2031-03-19T10:00:00Z"
EARLIER = "2031-03-18T09:30:00Z"
WITHDRAWN = (("TL-WZ8QKM", Kind.INCIDENT, EARLIER), ("TL-BK3VTD", Kind.STATEMENT, EARLIER))


def fact(name, value, state="", by="", on="", tlp=Tlp.GREEN):
    return Fact(name, value, state, by, on, tlp)


def item(kind, handle, *facts, tlp=Tlp.AMBER, key=""):
    return SharedItem(key or f"item-of-{handle}", kind, handle, tlp, tuple(facts))


def incidents():
    yield item(
        Kind.INCIDENT,
        "TL-Q7KXRM",
        fact("title", "Cables cut beside the Vorle line"),
        fact(
            "summary",
            "A relay cabinet beside the rail line was opened and its cables were cut; trains stood "
            "for four hours, and two hospitals were reached by bus.",
        ),
        fact("type", "rail-transport-sabotage"),
        fact("occurrence", "completed"),
        fact(
            "claim",
            "A group of four did it for pay.",
            "claimed",
            "an unsigned channel",
            "2031-03-15",
            Tlp.AMBER,
        ),
        fact("claim", "Nobody was paid.", "denied", "the Vorle police"),
        fact("when", "2031-03-14/2031-03-15"),
        fact("where", "Vorle", "town"),
        fact("target", "Northern Railway"),
        fact(
            "legal",
            "Two men were taken to the station.",
            "arrested",
            "the Vorle police",
            "2031-03-16",
        ),
    )
    yield item(
        Kind.INCIDENT,
        "TL-M2DVHN",
        fact("type", "drone-incursion"),
        fact("mention", "three uncrewed aircraft over the Ostrel refinery, seen for nine minutes"),
        fact("when", "2031-03-12"),
        fact("where", "Ostrel", "site", tlp=Tlp.AMBER),
        tlp=Tlp.AMBER,
    )
    yield item(
        Kind.INCIDENT,
        "TL-C9TWPA",
        fact("title", "Fire in a parcel depot"),
        fact("type", "arson"),
        fact("type", "parcel-bomb"),
        fact("harm", "one worker with burnt hands"),
        fact("means", '=HYPERLINK("x") as the note on the parcel read'),
        tlp=Tlp.GREEN,
    )
    yield item(
        Kind.INCIDENT,
        "TL-X4RNLB",
        fact("title", "Łódź-made jammer off Pärnu: Глушение навигации"),
        fact("type", "gnss-interference"),
        fact("summary", "Ναυτιλία; a vessel’s plotter froze — twice."),
    )
    yield item(
        Kind.INCIDENT,
        "TL-H6JQZE",
        fact("title", "Leaflets in several scripts"),
        fact("type", "disinformation-operation"),
        fact("note", "Arabic: قطع الكابلات قرب السكة، and 14 of them."),
        fact("note", "Hebrew: שלום עולם (twice)."),
        fact("note", "Chinese: 铁路旁的电缆被切断"),
        fact("note", "A face 😀 and a flag 🇪🇪; é as e\u0301; zero\u200bwidth."),
    )
    yield item(
        Kind.INCIDENT,
        "TL-S8PFKU",
        fact("title", "A plan that came to nothing"),
        fact("type", "assassination-plot"),
        fact("occurrence", "planned", tlp=Tlp.AMBER),
        fact(
            "attribution",
            "a service of a neighbouring state",
            "alleged",
            "the prosecutor",
            "2031-03",
            Tlp.AMBER,
        ),
    )


def statements():
    yield item(
        Kind.STATEMENT,
        "TL-D5GMWY",
        fact("speaker", "The spokeswoman of Northern Railway"),
        fact("content", "We ask for patience.\nAll trains run again on Monday."),
        fact("dated", "2031-03-15"),
    )
    yield item(
        Kind.STATEMENT,
        "TL-V1LSCX",
        fact("speaker", "The mayor of Vorle"),
        fact("content", "We know who paid for it."),
        fact("hedge", "as far as we can tell", tlp=Tlp.AMBER),
    )
    yield item(
        Kind.STATEMENT,
        "TL-N3BQRT",
        fact("content", "Nobody of ours was there."),
        fact("dated", "2031-03"),
    )


def commitments():
    yield item(
        Kind.COMMITMENT,
        "TL-F7WKHA",
        fact("obligor", "Northern Railway"),
        fact("obligee", "its passengers"),
        fact("act", "repair the line by the second of April"),
        fact("end", "2031-04-02"),
        fact("compliance", "the first sleepers are laid", "alleged", "the railway", "2031-03-18"),
    )
    yield item(
        Kind.COMMITMENT,
        "TL-Z2XEJP",
        fact("obligor", "the ministry"),
        fact("act", "guard the refinery"),
        fact("scope-out", "its harbour"),
        fact("stance", "the ministry", "silent"),
    )


def alert(handle="TL-K9MTVD", **more):
    told = {
        "id": "alert-1", "handle": handle, "headline": "A threat to the crew of the Ostrel ferry",
        "text": "Somebody who was believed before has spoken of the crew & of <the> ferry.",
        "instruction": "Tell the master; keep the gangway watched.", "area": "The port of Ostrel",
        "certainty": "Likely", "tlp": Tlp.AMBER, "sent": EARLIER,
    }  # fmt: skip
    return Alert(**{**told, **more})


def view(items=None, **more):
    told = {
        "desk": "Harbour Desk", "title": "What happened to the 19th of March", "marking": Tlp.AMBER, "made": MADE,
        "items": tuple([*incidents(), *statements(), *commitments()] if items is None else items),
        "alerts": (alert(),), "exercise": True,
    }  # fmt: skip
    return PartnerView(**{**told, **more})


def modified(made):
    return {one.id: EARLIER for one in made.items}


def folded(text):
    """Return a text without white space."""
    return "".join(text.split())


BANNERS = re.compile(r"TLP:(?:CLEAR|GREEN|AMBER\+STRICT|AMBER|RED)(?:EXERCISE)?")


def by_pdfium(data):
    """Return each page's words by pdfium, white space and the banner at either end gone."""
    with pypdfium2.PdfDocument(data) as pdf:
        return [
            unbannered(folded(page.get_textpage().get_text_range().replace("\ufffe", "-")))
            for page in pdf
        ]


def by_pdfminer(data):
    """Return each page's words by pdfminer in the order they are drawn, white space and banners gone."""
    resources = PDFResourceManager()
    device = PDFPageAggregator(resources, laparams=None)
    found = []
    for page in PDFPage.get_pages(io.BytesIO(data)):
        PDFPageInterpreter(resources, device).process_page(page)
        words = "".join(one.get_text() for one in device.get_result() if isinstance(one, LTChar))
        found.append(unbannered(folded(words)))
    return found


def unbannered(text):
    first, last = BANNERS.match(text), list(BANNERS.finditer(text))[-1]
    assert first and last.end() == len(text) and last.start() >= first.end()
    return text[first.end() : last.start()]
