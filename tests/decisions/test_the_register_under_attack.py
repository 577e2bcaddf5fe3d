"""The register where people work against one another, or a table comes from elsewhere: nothing vanishes."""

from __future__ import annotations

import pytest

from tearline.decisions import entering
from tearline.decisions.log import DecisionLog
from tearline.decisions.register import Register
from tearline.editions.registered import to_csv
from tearline.errors import UsageError
from tearline.model.decision import Actor, ActorKind
from tearline.model.register import Kind, Standing

VALE = Actor(ActorKind.PERSON, "vale", "login")
SAID = ("why", VALE, "2031-01-01T00:00:00Z")
LATER = ("why", VALE, "2031-01-02T00:00:00Z")


class Desk:
    def __init__(self, folder):
        self.log, self.register = DecisionLog(folder / "log.db"), Register()

    def put(self, *bodies):
        for entry in self.log.append(bodies):
            self.register.add(entry)

    def made(self, *titles):
        for title in titles:
            body = entering.by_hand(Kind.INCIDENT, {"title": title, "type": "arson"}, SAID)
            self.put(body)
            yield body.item

    def change(self, item, said=SAID, **words):
        self.put(entering.changed(self.register, item, self.register.item(item).seq, said, **words))

    def listed(self):
        held = [(one, *self.register.gathered(one.id)) for one in self.register.items()]
        return {one.id for each in held for one in each}


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def test_what_is_withdrawn_is_shown_under_no_other(desk):
    over, under = desk.made("A", "B")
    desk.change(over, gathers=[under])
    desk.change(under, standing=Standing.WITHDRAWN)
    assert desk.listed() == {over}
    assert under not in to_csv(desk.register, lambda _: "").decode()


def test_a_change_of_a_parent_takes_nothing_back_from_another(desk):
    first, second, child = desk.made("A", "B", "C")
    desk.change(first, gathers=[child])
    desk.change(second, gathers=[child])
    desk.change(first)
    assert desk.register.under(child) == second
    desk.change(second, gathers=[])
    desk.change(first)
    assert desk.listed() == {first, second, child}
    assert desk.register.under(child) == ""


def test_no_order_of_gathering_makes_items_vanish(desk):
    one, two, three = desk.made("A", "B", "C")
    desk.change(one, gathers=[two])
    desk.change(three, gathers=[two])
    desk.change(two, gathers=[one])
    desk.change(three, gathers=[])
    desk.change(one)
    assert desk.listed() == {one, two, three}


def test_a_table_from_before_a_change_does_not_undo_it(desk):
    (item,) = desk.made("A")
    old = to_csv(desk.register, lambda _: "").decode()
    words = entering.by_hand(Kind.INCIDENT, {"title": "A, corrected"}, LATER).particulars
    desk.change(item, LATER, particulars=words)
    with pytest.raises(UsageError, match="changed by vale since the table was made"):
        entering.of_csv(old, LATER, desk.register)
    now = to_csv(desk.register, lambda _: "").decode()
    edited = now.replace("A, corrected", "A, corrected again")
    assert len(entering.of_csv(edited, LATER, desk.register).bodies) == 1


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("kind,title\nincident,A,more\n", "more cells than the heading"),
        ("kind,title,title\nincident,A,B\n", "two columns 'title'"),
        ('kind,title\nincident,"A\nincident,B\n', "cannot be read"),
        ("kind;title\nincident;A\n", "other signs than commas"),
        ("kind,title,when\nincident,A,0000-01-01\n", "is no day"),
    ],
)
def test_a_table_that_says_two_things_is_refused_with_its_row(desk, text, why):
    with pytest.raises(UsageError, match=why):
        entering.of_csv(text, SAID, desk.register)


@pytest.mark.parametrize(
    "text",
    [
        "Kind,Title\nIncident,A\n",
        " kind , title \nincident,A\n",
        "kind,title\rincident,A\r",
        "\ufeffkind,title\r\n\r\nincident,A\r\n",
    ],
)
def test_a_table_as_other_programs_save_it_is_taken(desk, text):
    (body,) = entering.of_csv(text, SAID, desk.register).bodies
    assert [one.value for one in body.particulars] == ["A"]
