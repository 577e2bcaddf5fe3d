"""The file of a withdrawn record is lost: who was never searched for its words waits, nobody else does."""

import runpy
from pathlib import Path

import pytest

from tearline.decisions import withdrawing
from tearline.errors import UsageError

SMALL = runpy.run_path(str(Path(__file__).parent / "small_desk.py"))
Desk, line, statuses = SMALL["Desk"], SMALL["line"], SMALL["statuses"]
LETTER = "To the harbor office:\nthe clerk Quillfeather has signed for it.\nHe left at noon.\n"
OTHER = "Nothing in this record was ever withheld from anybody.\n"
AT = (LETTER.index("Quillfeather"), LETTER.index("Quillfeather") + len("Quillfeather"))


def lose_the_reading(desk):
    """Destroy what a records officer destroys: the file's bytes and what was read of them."""
    with desk.at_work() as collection:
        catalog, blobs = collection.catalog, collection.blobs
        [file] = [f for f in catalog.files() if "letter" in catalog.names_of_file(f.id)]
        [page] = catalog.pages(file.id)
        blobs.path(file.sha256).unlink()
        blobs.path(page.blob).unlink()


def lose_the_row(desk):
    """Make the catalog again from the folder, in which the file is no more."""
    for path in desk.c.glob("catalog.db*"):
        path.unlink()
    (desk.home / "in0" / "letter.txt").unlink(missing_ok=True)
    desk.take(desk.home / "in0")


def unswept(desk, record):
    return [one.detail for one in desk.gate(record).open if one.reason == "unswept"]


@pytest.fixture
def desk(tmp_path, monkeypatch):
    made = Desk(tmp_path, monkeypatch)
    made.add(letter=LETTER, other=OTHER)
    made.say(line("letter", AT, everywhere=True))
    made.build("2026-01-10")
    return made


@pytest.mark.parametrize("lose", [lose_the_reading, lose_the_row])
def test_only_what_was_never_searched_waits_and_each_remedy_frees_it(desk, lose):
    desk.withdraw("letter", "privacy")
    lose(desk)
    desk.add(new="The clerk Quillfeather was seen in the harbor again today, they say.\n")
    assert unswept(desk, "other") == []  # it went out after the words were withheld
    [detail] = unswept(desk, "new")
    assert "tearline withdraw letter --reason privacy --gone" in detail
    assert "uill" not in detail
    out = desk.build("2026-02-10")
    assert statuses(out)["new"][0] == "pending"
    assert statuses(out)["other"][0] == "released in full"
    if lose is lose_the_row:
        desk.add(letter=LETTER)
        assert unswept(desk, "new") == []
        lose_the_row(desk)
        desk.take(desk.home / "in1")
    with desk.at_work() as collection:
        for why in ("", " "):
            with pytest.raises(UsageError, match="says why"):
                withdrawing.withdraw(collection, "letter", "privacy", SMALL["ANN"], why)
        withdrawing.withdraw(collection, "letter", "privacy", SMALL["ANN"], "no copy is left")
    assert unswept(desk, "new") == []
    assert desk.entries()[-1].body.reason == "gone for good: no copy is left"
    assert statuses(desk.build("2026-03-10"))["new"][0] == "released in full"


def test_a_lost_file_that_nobody_withdrew_is_refused_with_its_record_s_name(desk):
    lose_the_row(desk)
    with pytest.raises(UsageError, match="of letter that is not here") as refused:
        desk.build("2026-02-10")
    assert "tearline withdraw letter --reason" in refused.value.remedy
    with pytest.raises(UsageError, match="is lost"), desk.at_work() as collection:
        withdrawing.withdraw(collection, "other", "rights", SMALL["ANN"], "why")
