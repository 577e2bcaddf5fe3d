"""What two people sign is printed in the release note, where the verifier bounds it: no other is taken."""

import runpy
from pathlib import Path

import pytest

from tearline.decisions import deciding, overriding
from tearline.decisions.deciding import Query
from tearline.errors import UsageError

SMALL = runpy.run_path(str(Path(__file__).parent / "small_desk.py"))


def test_a_basis_that_no_note_could_hold_is_refused_and_blanks_are_as_the_note_has_them(
    tmp_path, monkeypatch
):
    desk = SMALL["Desk"](tmp_path, monkeypatch)
    desk.add(letter="His Social Security number is 900-44-7310, as the card has it.\n")
    with desk.at_work() as collection:
        stands = deciding.standing(collection)
        [case] = deciding.cases(collection, Query(kind="ssn"), desk.guide, stands)
        for basis in ("a" * 501, "5 USC\u202e 552a(b)", "5 USC\x07"):
            with pytest.raises(UsageError, match="longer than 500 characters"):
                overriding.sign(collection, case.id, basis, desk.guide)
        monkeypatch.setattr(overriding, "signer", lambda: SMALL["ANN"])
        overriding.sign(collection, case.id, "5 USC\n 552a(b): consent" + "." * 478, desk.guide)
    assert desk.entries()[-1].body.basis.startswith("5 USC 552a(b): consent.")
    assert len(desk.entries()[-1].body.basis) == 500
