"""Bodies of the log survive JSON, and nothing malformed gets in or out."""

from __future__ import annotations

import json
import typing

import made_bodies as made
import pytest
from hypothesis import given

from tearline.decisions.bodies import TYPES, canonical, from_json, to_json
from tearline.errors import UsageError
from tearline.model.area import Area
from tearline.model.decision import Body, Released, Target


def test_every_body_of_the_model_has_a_type_name():
    assert set(TYPES.values()) == set(typing.get_args(Body))


@given(made.bodies)
def test_a_body_survives_the_round_trip_through_text(body):
    text = canonical(to_json(body))
    assert from_json(json.loads(text)) == body
    assert canonical(to_json(from_json(json.loads(text)))) == text


@given(made.bodies)
def test_canonical_text_has_sorted_keys_no_spaces_outside_strings_and_real_characters(body):
    text = canonical(to_json(body))
    assert text == json.dumps(
        json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )


def _changed(**changes):
    return {**to_json(made.determination(made.box(0))), **changes}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (_changed(type="verdict"), "unknown type"),
        (_changed(type=["determination"]), "unknown type"),
        (_changed(schema_version=2), "schema_version"),
        (_changed(schema_version=True), "schema_version"),
        (_changed(extra=1), "determination.extra"),
        ({k: v for k, v in _changed().items() if k != "kind"}, "determination.kind is missing"),
        (_changed(verdict="perhaps"), "determination.verdict"),
        (_changed(verdict=["release"]), "determination.verdict"),
        (_changed(acknowledged=1), "determination.acknowledged"),
        (_changed(codes="(b)(6)"), "determination.codes"),
        (_changed(kind=None), "determination.kind"),
        (_changed(at="yesterday"), "determination.at"),
        (_changed(at="2026-11-22T10:00:00+02:00"), "determination.at"),
        (_changed(reason="\ud800"), "determination.reason"),
        (_changed(actor={"kind": "person", "name": "a"}), "determination.actor.authenticated"),
        ([], "JSON object"),
    ],
)
def test_a_malformed_body_is_refused_and_the_place_named(data, said):
    with pytest.raises(UsageError, match=said):
        from_json(data)


@pytest.mark.parametrize(
    "target",
    [
        {},
        {"record": "R", "page": 1},
        {"record": "R", "sha256": "aa"},
        {"sha256": "aa"},
        {"sha256": "aa", "page": 0},
        {"sha256": "aa", "page": True},
        {"sha256": "aa", "page": 1, "start": 3},
        {"sha256": "aa", "page": 1, "start": 3, "end": 3},
        {"sha256": "aa", "page": 1, "start": -1, "end": 3},
        {"sha256": "aa", "page": 1, "areas": [[0, 0, 1]]},
        {"sha256": "aa", "page": 1, "areas": [[9, 0, 1, 1]]},
        {"sha256": "aa", "page": 1, "areas": [[0, 0, 1.5, 1]]},
    ],
)
def test_a_target_of_no_allowed_shape_is_refused(target):
    empty = {"sha256": "", "page": 0, "areas": [], "start": None, "end": None, "record": ""}
    with pytest.raises(UsageError, match=r"determination\.target"):
        from_json(_changed(target={**empty, **target}))


def test_a_malformed_body_does_not_get_into_text_either():
    for body in (
        made.determination(Target()),
        made.determination(Target(record="R", areas=(Area(0, 0, 1, 1),))),
    ):
        with pytest.raises(UsageError):
            to_json(body)


def test_an_error_never_repeats_a_value():
    with pytest.raises(UsageError) as error:
        from_json(_changed(verdict="a secret word"))
    assert "secret" not in str(error.value)


def test_a_release_without_a_list_is_written_as_it_always_was():
    given = ("public", "2026-01-01", "ab", ("R",), made.ANN, made.AT)
    first, second = to_json(Released(*given)), to_json(Released(*given, "cd" * 32))
    assert (first["schema_version"], "withheld" in first) == (1, False)
    assert (second["schema_version"], second["withheld"]) == (2, "cd" * 32)
    for bad in (
        {**first, "withheld": "cd"},
        {**second, "withheld": ""},
        {**first, "schema_version": 2},
    ):
        with pytest.raises(UsageError, match=r"release\.withheld"):
            from_json(bad)
