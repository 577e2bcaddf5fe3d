"""What a report leaves out of its lists is hidden in it all the same."""

import runpy
from pathlib import Path

from tearline.reading.comparing.change import Change
from tearline.reading.comparing.changes import compare, with_rates
from tearline.reading.comparing.kinds import Type
from tearline.reading.lists.numbers import Aliases
from tearline.reading.masking import Masking
from tearline.reading.released import ReleaseFolder
from tearline.reading.witnesses.witness import ReleaseWitness
from tearline.web.new_report import Comparison, write

WORLD = runpy.run_path(str(Path(__file__).parents[1] / "reading" / "search_world.py"))
LINES = [
    "The watchman saw two lamps on the eastern pier before midnight",
    "A tally clerk wrote the names of all barges into the ledger and",
    "handed it to Castleford of Ayr beneath the clock of the station",
    "and the fire began in the third shed behind the customs house",
]
OLD = "\n".join(LINES).replace("the names of all barges ", "[(b)(1)] ")
NEW = "\n".join(LINES).replace("Castleford of Ayr ", "[(b)(6)] ")


def shown(folder):
    return " ".join(file.read_text("utf-8") for file in sorted(folder.glob("*.html")))


def test_words_newly_withheld_are_hidden_in_a_report_that_does_not_list_them(tmp_path):
    WORLD["write_release"](tmp_path / "a", {"901-1": [OLD]}, "2025-01-01")
    WORLD["write_release"](tmp_path / "b", {"901-1": [NEW]}, "2026-01-01")
    sources = tuple(ReleaseWitness(ReleaseFolder(tmp_path / name), Aliases.none()) for name in "ab")
    *rows, summary = with_rates(compare(sources[:1], sources[1:], mask=Masking()))
    changes = [row for row in rows if isinstance(row, Change)]
    withheld = [row for row in changes if row.type is Type.NEWLY_WITHHELD]
    visible = [row for row in changes if row.type is Type.NEWLY_VISIBLE]
    assert withheld
    assert visible
    wanted = (str(Type.NEWLY_VISIBLE),)
    write(tmp_path / "all", Comparison(sources, changes, [], summary), Masking(), "")
    write(
        tmp_path / "some",
        Comparison(sources, visible, [], summary, types=wanted, withheld=withheld),
        Masking(),
        "",
    )
    for name in ("all", "some"):
        assert "the names of all barges" in shown(tmp_path / name)
        assert " Ayr" not in shown(tmp_path / name)
