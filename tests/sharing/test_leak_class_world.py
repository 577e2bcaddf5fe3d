"""The desk that the tests of the leak classes look at, and the proof that there is something to look for.

Four partners of three audiences, editions in every form on the disk and on the shelf, and words of each kind
that must not get out: hidden portions, hidden items, sources, notes, people, canaries, other partners.
All of it is fictional.
"""

from __future__ import annotations

import json
import runpy
import sqlite3
from pathlib import Path
from types import SimpleNamespace

import pypdfium2
import pytest

from tearline.model.decision import Entered, Target
from tearline.model.sharing import SAME_AS, PortionMark, Warned
from tearline.verbs import warning

MADE = runpy.run_path(str(Path(__file__).with_name("made_sharing.py")))
TAXII = runpy.run_path(str(Path(__file__).parent / "taxii" / "taxii_world.py"))
said, VALE, MORROW, WHY = (MADE[name] for name in ("said", "VALE", "MORROW", "WHY"))
FIRE, CABLE, PLOT = "r00000000aaaa", "r00000000dddd", "r00000000eeee"
CANARY = "KESTREL7731LANTERN"
SHEET = "5b" * 32  # the hash of the file that a portion was read from
OTHERS = ("lva", "The bureau of Larkholm", "others", "press", "The Courier of Wend")
OPEN = {  # what each audience is given, in words
    "allies": ("Harrow warehouse", "cargo for Estmark", "no one was hurt", "Harrow Logistics"),
    "press": ("Harrow warehouse", "cargo for Estmark", "no one was hurt"),
    "others": ("Cable cut off Skarn", "Osric Vane", "officer Quill"),
}
HIDDEN = (  # from allies and press alike
    *("Northern Directorate", "Quill", "Branmoor", "Osric Vane", "Skarn", "Pell heard it"),
    *("told by Moss over lunch", "intra.lantern.local", "assassination-plot", "shared for the test"),
    *("vale", "morrow", CANARY, SHEET, FIRE, CABLE, PLOT),
)


def fire():
    held = [
        one
        for one in MADE["FIRE"]
        if one.name not in {"where", "when", "attribution"}  # these are given below
    ]
    title = MADE["said"]("title", "Fire at the Harrow warehouse")
    seen = Target(sha256=SHEET, page=1, start=0, end=9)
    title = type(title)(title.name, title.value, "", "", "", (seen,))
    return Entered(
        *(FIRE, "incident", "accepted", ""),
        (
            title,
            *held,
            said("when", "2031-02-27"),
            said("where", "59.43696, 24.75353", "exact"),
            said("means", "a bottle of petrol"),
            said("attribution", "the Northern Directorate", "alleged", "officer Quill of Branmoor"),
            said("claim", "The informer Pell heard it", "claimed"),
            said("source", "https://intra.lantern.local/case/77"),
            said("note", "told by Moss over lunch"),
        ),
        *((CABLE,), *WHY),
    )


def cable():
    return Entered(
        *(CABLE, "incident", "accepted", ""),
        (
            said("title", "Cable cut off Skarn"),
            said("type", "cable-pipeline-damage"),
            said("actor", "Captain Osric Vane"),
        ),
        *((FIRE,), *WHY),
    )


def plot():
    return Entered(
        *(PLOT, "incident", "accepted", ""),
        (said("type", "assassination-plot"), said("harm", "a window was broken")),
        *((), *WHY),
    )


def marks():
    """Everything is marked but one claim; the desk's own notes are marked too, by mistake."""
    held = MADE["marks"](
        fire(),
        but={"means": "TLP:AMBER", "attribution": "TLP:RED", "claim": "TLP:GREEN"},
        named=("lva",),
    )
    told = next(one for one in fire().particulars if "Pell" in one.value)
    unmarked = MADE["name_of"](told)
    held = [one for one in held if one.portion != unmarked]
    held += MADE["marks"](cable(), "TLP:RED", named=("lva",))
    held += MADE["marks"](plot(), "TLP:GREEN", but={"type": ""})
    for body in (MADE["STATEMENT"], MADE["COMMITMENT"]):
        held += MADE["marks"](body)
    for one, other in ((FIRE, CABLE), (CABLE, FIRE)):
        held.append(PortionMark(one, SAME_AS + other, "TLP:GREEN", (), "", *WHY))
    return held


def partners():
    made = MADE["partner"]
    return (
        made("est", cap=True),
        made("fin", country="FIN"),
        made("lva", "others", "LVA", "TLP:RED", title="The bureau of Larkholm"),
        made(
            *("press", "press", "EST", "TLP:GREEN"),
            title="The Courier of Wend",
            places="country",
            days="month",
        ),
    )


def put_out(sharing, audience):
    """Send an edition, signed by two where two must."""
    one = sharing.prepared(audience)
    for person in (VALE, MORROW) if one.guarded else ():
        sharing.sign(one, person)
    return sharing.send(sharing.prepared(audience), VALE)


def served(sharing, *logins):
    """The TAXII server over the desk's own shelf; each partner signs in by a token."""
    with sharing.shelf():
        pass
    desk = TAXII["World"](sharing._shelf_file)
    with sqlite3.connect(sharing._shelf_file) as db:
        found = dict(db.execute("SELECT login, collection FROM partner WHERE live"))
    for login in logins or found:
        desk.tokens[login] = desk.shelf.add_token(login)
    desk.collections = found
    return desk


def forms(folder):
    """Return every file of an edition as text: its bytes, and of a PDF also what a reader sees."""
    found = {}
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        text = path.read_bytes().decode("utf-8", "replace")
        if path.suffix == ".pdf":
            with pypdfium2.PdfDocument(path) as pdf:
                text += "".join(page.get_textpage().get_text_range() for page in pdf)
                text += json.dumps(pdf.get_metadata_dict())
        found[path.relative_to(folder).as_posix()] = text
    return found


def answers(desk, login):
    """Return all that the server says to a partner, as one text: headers, pages, lists, versions."""
    asked = [desk.get(login, path) for path in ("/taxii2/", "/partner/", "/partner/collections/", "")]
    for path in ("objects/", "manifest/"):
        asked += list(desk.pages(login, [("limit", 5)], path))
    for name in desk.ids(login):
        asked += [desk.get(login, f"objects/{name}/{tail}") for tail in ("", "versions/")]
    assert all(one.status == 200 for one in asked)
    return "".join(f"{one.headers}{one.body.decode()}" for one in asked)


def stands(words, text):
    """Say whether words stand in a text, however lines and blanks fall."""
    return "".join(words.split()).casefold() in "".join(text.split()).casefold()


def warned(sharing, folder, text="Leave the house by the back.", partner="est"):
    """Write a warning to a partner as CAP and return its folder."""
    words = Warned(
        *("w000000000001", "the family", partner, "phone", "2031-03-04T09:00:00Z"),
        *(text, "TLP:AMBER", VALE, MADE["AT"]),
    )
    asked = {"headline": "", "instruction": "", "area": "", "certainty": "Likely"}
    warning._write(sharing, words, asked, folder)
    return folder


def world(folder):
    """A desk whose three audiences have had an edition, and the server over its shelf."""
    bodies = [fire(), cable(), plot(), MADE["STATEMENT"], MADE["COMMITMENT"], *marks()]
    sharing = MADE["desk"](
        folder / "desk", *bodies, names=("vale", "morrow"), canaries=(CANARY,)
    )
    for one in partners():
        sharing.take_in(one, None)
    shared = {name: put_out(sharing, name) for name in ("allies", "press", "others")}
    return SimpleNamespace(
        sharing=sharing,
        folders={name: sharing.kept(one).folder for name, one in shared.items()},
        rows={name: sharing.kept(one).objects for name, one in shared.items()},
        taxii=served(sharing),
    )


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    made = world(tmp_path_factory.mktemp("leaks"))
    yield made
    made.taxii.close()


def test_what_the_other_tests_look_for_is_in_the_log_and_what_is_open_gets_out(desk):
    """Else a test that finds nothing would prove nothing."""
    log = " ".join(str(one.body) for one in desk.sharing._log.entries())
    assert [words for words in HIDDEN if words != CANARY and words not in log] == []
    for audience, words in OPEN.items():
        told = forms(desk.folders[audience])
        for name in ("objects.jsonl", "misp.json", "edition.pdf"):
            assert [one for one in words if not stands(one, told[name])] == [], (audience, name)
        login = {"allies": "est"}.get(audience, "lva" if audience == "others" else audience)
        assert all(stands(one, answers(desk.taxii, login)) for one in words)
