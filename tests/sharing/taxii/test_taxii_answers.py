"""What the server answers, address by address, as the standard says and in constant words where it refuses."""

import json
import re
import runpy
from pathlib import Path

import pytest

from tearline.sharing.taxii.reading import Reading

world = runpy.run_path(str(Path(__file__).with_name("taxii_world.py")))
World, thing, things, later, AT = (world[n] for n in ("World", "thing", "things", "later", "AT"))
stix_id, TAXII = world["stix_id"], world["TAXII"]
NOBODY = "11111111-1111-4111-8111-111111111111"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    made = World(tmp_path_factory.mktemp("desk") / "shelf.db", "pl", "de")
    made.shelf.publish("pl", [*things(4), thing(4, kind="report"), thing(5, kind="note")], AT)
    made.shelf.publish("de", things(3), AT)
    yield made
    made.close()


def check_error(answer, status):
    assert answer.status == status
    said = answer.said
    assert said["http_status"] == str(status)
    assert set(said) == {"title", "description", "http_status"}
    check_headers(answer)


def check_headers(answer):
    assert answer.header("content-type") == TAXII
    assert answer.header("cache-control") == "no-store"
    assert answer.header("vary") == "Accept, Authorization"
    assert answer.header("content-length") == str(len(answer.body))
    for name in ("etag", "last-modified", "set-cookie", "location"):
        assert answer.header(name) is None


def test_discovery_leads_to_the_one_root_and_the_root_to_the_one_collection(desk):
    found = desk.get("pl", "/taxii2/").said
    assert found == {"title": "Exercise desk", "default": "/partner/", "api_roots": ["/partner/"]}
    root = desk.get("pl", found["default"]).said
    assert root["versions"] == [TAXII]
    assert root["max_content_length"] > 0
    (one,) = desk.get("pl", "/partner/collections/").said["collections"]
    assert one == desk.get("pl", "").said
    assert one == {
        "id": desk.collections["pl"],
        "title": "Edition for pl",
        "can_read": True,
        "can_write": False,
        "media_types": ["application/stix+json;version=2.1"],
    }
    assert re.fullmatch(
        r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", one["id"]
    )


def test_objects_leave_as_they_were_published_oldest_first_with_the_times_of_both_ends(desk):
    answer = desk.get("pl", "objects/")
    assert answer.said == {"objects": [*things(4), thing(4, kind="report"), thing(5, kind="note")]}
    stamp = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
    listed = desk.get("pl", "manifest/")
    dates = [one["date_added"] for one in listed.said["objects"]]
    assert all(stamp.fullmatch(one) for one in dates)
    assert dates == sorted(set(dates))
    for one in (answer, listed):
        check_headers(one)
        assert one.header("x-taxii-date-added-first") == dates[0]
        assert one.header("x-taxii-date-added-last") == dates[-1]
    second = desk.get("pl", f"objects/{stix_id(1)}/versions/")
    assert second.header("x-taxii-date-added-first") == dates[1]
    assert second.header("x-taxii-date-added-last") == dates[1]


def test_a_whole_second_has_six_decimals_too(tmp_path):
    desk = World(tmp_path / "shelf.db", "pl")
    desk.shelf.publish("pl", things(1), AT.replace(microsecond=0))
    assert (
        desk.get("pl", "objects/").header("x-taxii-date-added-last")
        == "2026-01-02T03:04:05.000000Z"
    )
    desk.close()


def test_nothing_to_hand_over_is_an_empty_object_without_times(desk):
    for path in (
        "objects/",
        "manifest/",
        f"objects/{stix_id(1)}/",
        f"objects/{stix_id(1)}/versions/",
    ):
        answer = desk.get("pl", path, "added_after=2027-01-01T00:00:00.000000Z")
        assert (answer.status, answer.body) == (200, b"{}")
        assert answer.header("x-taxii-date-added-first") is None
        assert answer.header("x-taxii-date-added-last") is None


FILTERS = [
    ("match[type]=report", [4]),
    ("match[type]=report,note", [4, 5]),
    ("match[type]=malware", []),
    ("match[type]=x-something-new", []),
    (f"match[id]={stix_id(2)}", [2]),
    (f"match[id]={stix_id(2)},{stix_id(0)},{stix_id(99)}", [0, 2]),
    (f"match[id]={stix_id(2)}&match[type]=report", []),
    ("match[spec_version]=2.1", [0, 1, 2, 3, 4, 5]),
    ("match[spec_version]=2.0", []),
    ("match[spec_version]=2.0,2.1", [0, 1, 2, 3, 4, 5]),
    ("match[version]=last", [0, 1, 2, 3, 4, 5]),
    ("match[version]=all", [0, 1, 2, 3, 4, 5]),
    ("match[version]=first,2018-03-02T01:01:01.123Z,last", [0, 1, 2, 3, 4, 5]),
    ("match[version]=2025-01-01T00:00:00Z", [0, 1, 2, 3, 4, 5]),
    ("match[version]=2018-03-02T01:01:01.123Z", []),
    ("added_after=2026-01-02T03:04:05.678902Z", [2, 3, 4, 5]),
    ("added_after=2026-01-02T03:04:05.6789025Z", [2, 3, 4, 5]),
    ("added_after=2026-01-02T03:04:05Z&limit=1", [0]),
    ("limit=2", [0, 1]),
    ("limit=9007199254740991", [0, 1, 2, 3, 4, 5]),
    ("match[name]=whatever&colour=blue&_=1", [0, 1, 2, 3, 4, 5]),
]


@pytest.mark.parametrize(("query", "expected"), FILTERS)
def test_filters_narrow_the_objects_and_the_manifest_alike(desk, query, expected):
    for path in ("objects/", "manifest/"):
        answer = desk.get("pl", path, query)
        assert answer.status == 200
        found = [int(one["id"][-12:], 16) for one in answer.said.get("objects", [])]
        assert found == expected


MALFORMED = [
    *(f"limit={value}" for value in ("0", "-1", "1.5", "ten", "", "+5", "%20", "1e3", "٣", "0x10")),
    *(f"limit={value}" for value in ("9007199254740992", "9" * 40)),
    "limit=1&limit=1",
    *(
        f"added_after={value}"
        for value in ("", "yesterday", "2026-01-02", "2026-13-02T00:00:00.000000Z")
    ),
    "added_after=2026-01-02T00:00:00.000000",
    "added_after=2026-01-02T00:00:00.000000%2B00:00",
    "added_after=2026-01-02T00:00:00.000000Z&added_after=2026-01-02T00:00:00.000000Z",
    "added_after=2026-01-02T00:00:00.000000Z,2026-01-03T00:00:00.000000Z",
    "added_after=2026-01-02T00:00:00.000000z",
    "added_after=1969-12-31T00:00:00.000000Z",
    "match[version]=",
    "match[version]=newest",
    "match[version]=all,last",
    "match[version]=all,2025-01-01T00:00:00.000Z",
    "match[version]=last,last",
    "match[version]=2025-01-01T00:00:00.000Z,2025-01-01T00:00:00Z",
    "match[version]=2025-01-01",
    "match[type]=",
    "match[type]=incident,",
    "match[type]=incident, report",
    "match[type]=incident&match[type]=report",
    "match[id]=",
    "match[id]=incident",
    "match[id]=incident--*",
    f"match[id]={stix_id(1)}%00",
    "match[spec_version]=two",
    "match[spec_version]=",
    "match[spec_version]=2.1&match[spec_version]=2.1",
    "match[name]=a&match[name]=b",
    "match=incident",
    "match[]=incident",
    "match[type=incident",
    "match[Type]=incident",
    "next=",
    "next=1",
    "next=%00",
    "next=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "next=a&next=a",
    "%6dimit=1&limit=0",
    "limit=%ff",
]


@pytest.mark.parametrize("query", MALFORMED)
def test_a_malformed_parameter_is_a_400_in_constant_words(desk, query):
    answers = [desk.get("pl", path, query) for path in ("objects/", "manifest/")]
    for answer in answers:
        check_error(answer, 400)
    assert len({one.whole for one in answers}) == 1


def test_fields_that_a_route_does_not_have_are_a_400_there(desk):
    one = f"objects/{stix_id(1)}/"
    for path, query, status in (
        (one, "match[version]=all", 200),
        (one, "match[spec_version]=2.1", 200),
        (one, "match[type]=incident", 400),
        (one, f"match[id]={stix_id(1)}", 400),
        (one + "versions/", "match[spec_version]=2.1", 200),
        (one + "versions/", "match[version]=all", 400),
        (one + "versions/", "limit=0", 400),
    ):
        assert desk.get("pl", path, query).status == status, (path, query)


MEDIA = [
    (None, True),
    ("", True),
    (TAXII, True),
    ("application/taxii+json", True),
    ("application/taxii+json; version=2.1", True),
    ('Application/TAXII+JSON; Version="2.1"', True),
    ("application/taxii+json;version=2.1,application/stix+json;version=2.1", True),
    ("*/*", True),
    ("application/*", True),
    ("text/html, application/xhtml+xml, */*;q=0.8", True),
    ("application/taxii+json;version=2.0, application/taxii+json;version=2.1;q=0.1", True),
    ("application/taxii+json;q=0.001", True),
    ("application/taxii+json;version=2.0, */*;q=0.1", True),
    ("application/taxii+json;q=0, application/taxii+json;version=2.1", True),
    ("application/taxii+json;version=2.0", False),
    ("application/taxii+json;version=2.2", False),
    ("application/taxii+json;version=2.1;q=0, */*", False),
    ("application/taxii+json;q=0, */*;q=1", False),
    ("application/vnd.oasis.taxii+json;version=2.0", False),
    ("application/stix+json;version=2.1", False),
    ("application/json", False),
    ("text/html", False),
    ("*/*;q=0", False),
    ("*/*;q=high", False),
    ("taxii", False),
]


@pytest.mark.parametrize(("accept", "good"), MEDIA)
def test_media_types_are_taken_or_refused_as_the_standard_says(desk, accept, good):
    headers = () if accept is None else (("accept", accept),)
    for path in ("/taxii2/", "objects/"):
        answer = desk.get("pl", path, headers=headers)
        if good:
            assert answer.status == 200
            check_headers(answer)
        else:
            check_error(answer, 406)


def test_another_s_collection_is_byte_for_byte_one_that_is_nobody_s(desk):
    theirs, asked = desk.collections["de"], []
    for collection in (theirs, NOBODY, "not-a-uuid", theirs.upper(), theirs + "%00", "é"):
        for path in (
            "",
            "objects/",
            "objects/?limit=0",
            "manifest/",
            f"objects/{stix_id(1)}/",
            f"objects/{stix_id(77)}/",
            f"objects/{stix_id(1)}/versions/",
        ):
            plain, _, query = path.partition("?")
            for method in ("GET", "HEAD"):
                asked.append(
                    desk.get("pl", f"/partner/collections/{collection}/{plain}", query, method)
                )
    assert {one.status for one in asked} == {404}
    assert len({tuple(one.headers) for one in asked}) == 1
    assert {one.body for one in asked} == {b"", asked[0].body}
    check_error(asked[0], 404)
    for method, path in (("POST", "objects/"), ("DELETE", f"objects/{stix_id(1)}/")):
        both = [
            desk.get("pl", f"/partner/collections/{one}/{path}", method=method)
            for one in (theirs, NOBODY)
        ]
        assert both[0].whole == both[1].whole == asked[0].whole


def test_another_s_collection_is_not_so_much_as_looked_up(desk, monkeypatch):
    def looked(*_, **__):
        raise AssertionError("looked up")

    for name in ("has", "page", "hand"):
        monkeypatch.setattr(Reading, name, looked)
    for one in (desk.collections["de"], NOBODY):
        assert desk.get("pl", f"/partner/collections/{one}/objects/").status == 404


def test_an_object_of_another_s_is_the_same_404_as_none(tmp_path):
    desk = World(tmp_path / "shelf.db", "pl", "de")
    desk.shelf.publish("de", things(1), AT)
    for tail in ("", "versions/"):
        both = [desk.get("pl", f"objects/{name}/{tail}") for name in (stix_id(0), stix_id(5), "x")]
        assert len({one.whole for one in both}) == 1
        check_error(both[0], 404)
    desk.close()


def test_who_only_reads_may_not_write_or_delete(desk):
    body = (("content-type", TAXII), ("content-length", "2"))
    check_error(desk.get("pl", "objects/", method="POST", headers=body), 403)
    for name in (stix_id(1), stix_id(77)):
        check_error(desk.get("pl", f"objects/{name}/", method="DELETE"), 403)
    assert stix_id(1) in desk.ids("pl")
    for path, method in (
        ("objects/", "PUT"),
        ("manifest/", "POST"),
        ("/taxii2/", "DELETE"),
        ("/partner/collections/", "POST"),
        ("", "OPTIONS"),
        ("objects/", "TRACE"),
    ):
        answer = desk.get("pl", path, method=method)
        check_error(answer, 405)
        assert "GET" in answer.header("allow")


def test_there_is_no_status_as_nobody_writes(desk):
    check_error(desk.get("pl", f"/partner/status/{NOBODY}/"), 404)


@pytest.mark.parametrize(
    "path",
    [
        "/taxii2",
        "/partner",
        "/partner/collections",
        "/partner/collections/{own}",
        "/partner/collections/{own}/objects",
        "/partner/collections/{own}/manifest",
        "/partner/collections/{own}/objects/{object}",
        "/partner/collections/{own}/objects/{object}/versions",
        "/",
        "/taxii/",
        "/other/collections/",
        "/partner/collections/{own}/objects//",
        "/partner/collections/{own}/../{own}/objects",
        "/docs",
        "/openapi.json",
    ],
)
def test_an_address_without_its_slash_or_of_nothing_is_a_404_and_never_an_empty_answer(desk, path):
    path = path.format(own=desk.collections["pl"], object=stix_id(1))
    answer = desk.get("pl", path)
    check_error(answer, 404)
    assert b"Not found" in answer.body


def test_head_has_the_headers_of_get_and_no_body_and_is_no_fetch(desk):
    before = len(list(desk.shelf.fetches("pl")))
    for path in ("/taxii2/", "", "objects/", "manifest/", "objects/x/"):
        head = desk.get("pl", path, method="HEAD")
        assert head.body == b""
        assert int(head.header("content-length")) > 0
        assert len(list(desk.shelf.fetches("pl"))) == before
        got = desk.get("pl", path)
        assert (head.status, head.headers) == (got.status, got.headers)
        before = len(list(desk.shelf.fetches("pl")))


def test_a_failure_inside_is_told_to_nobody_outside(desk, monkeypatch):
    def fails(*_, **__):
        raise RuntimeError("the name of a source")

    monkeypatch.setattr(Reading, "page", fails)
    answer = desk.get("pl", "objects/")
    check_error(answer, 500)
    assert b"source" not in answer.body


def test_a_shelf_that_is_locked_or_damaged_is_a_503_that_says_when_to_come_again(desk, monkeypatch):
    from tearline.errors import LockedError

    def locked(*_, **__):
        raise LockedError("shelf.db is locked", "wait")

    monkeypatch.setattr(Reading, "hand", locked)
    answer = desk.get("pl", "objects/")
    check_error(answer, 503)
    assert answer.header("retry-after") == "2"
    assert b"shelf.db" not in answer.body


def test_every_refusal_is_json_and_none_is_html(desk):
    for path, query, method in (
        ("objects/", "limit=0", "GET"),
        ("/nothing/", "", "GET"),
        ("objects/", "", "POST"),
        ("/taxii2/", "", "PUT"),
    ):
        body = desk.get("pl", path, query, method).body
        assert json.loads(body)
        assert b"<" not in body
