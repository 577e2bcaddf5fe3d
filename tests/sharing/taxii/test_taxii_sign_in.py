"""Signing in: by password or token, one answer for all who cannot, and limits that slow only who overdoes it."""

import base64
import runpy
import statistics
import time
from pathlib import Path

import pytest

from tearline.sharing.taxii.limits import Buckets, Limits, place_of

world = runpy.run_path(str(Path(__file__).with_name("taxii_world.py")))
World, things, AT, FREE = (world[n] for n in ("World", "things", "AT", "FREE"))
PASSWORD = "several words: 4 of thém"


def basic(login, password, scheme="Basic"):
    return (
        "authorization",
        f"{scheme} " + base64.b64encode(f"{login}:{password}".encode()).decode(),
    )


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    made = World(tmp_path_factory.mktemp("desk") / "shelf.db", "tokens")
    made.collections["pl"] = made.shelf.add_partner("pl", PASSWORD, "Edition")
    made.shelf.publish("pl", things(2), AT)
    yield made
    made.close()


def test_a_password_opens_the_partner_s_own_collection(desk):
    for scheme in ("Basic", "basic"):
        headers = [basic("pl", PASSWORD, scheme)]
        (one,) = desk.asker.ask("/partner/collections/", headers=headers).said["collections"]
        assert one["id"] == desk.collections["pl"]


BAD = [
    (),
    (("authorization", ""),),
    (("authorization", "Basic"),),
    (("authorization", "Basic ???"),),
    (("authorization", "Basic " + base64.b64encode(b"\xff\xfe:x").decode()),),
    (("authorization", "Bearer "),),
    (("authorization", "Bearer guess"),),
    (("authorization", "Token abc"),),
    (("authorization", "Bearer " + "x" * 5000),),
    (basic("pl", "wrong"),),
    (basic("pl", ""),),
    (basic("pl", PASSWORD + "x" * 990),),
    (basic("PL", PASSWORD),),
    (basic("nobody", PASSWORD),),
    (basic("tokens", ""),),
    (basic("pl", PASSWORD), basic("pl", PASSWORD)),
]


def test_all_who_cannot_sign_in_get_one_answer_whatever_they_ask(desk):
    own = f"/partner/collections/{desk.collections['pl']}/objects/"
    answers = [desk.asker.ask("/taxii2/", headers=headers) for headers in BAD]
    answers += [desk.asker.ask(path) for path in ("/partner/", own, own[:-1], "/nothing")]
    answers += [desk.asker.ask(own, "limit=0"), desk.asker.ask(own, method="DELETE")]
    answers += [desk.asker.ask(own, headers=[("accept", "text/html")])]
    assert {one.status for one in answers} == {401}
    assert len({one.whole for one in answers}) == 1
    told = answers[0].header("www-authenticate")
    assert "Basic realm=" in told
    assert "Bearer realm=" in told
    assert answers[0].said["http_status"] == "401"


def test_a_login_of_nobody_s_costs_as_much_as_a_wrong_password(desk):
    def cost(login):
        times = []
        for _ in range(5):
            start = time.perf_counter()
            desk.asker.ask("/taxii2/", headers=[basic(login, "wrong password 123")])
            times.append(time.perf_counter() - start)
        return statistics.median(times)

    somebody, nobody = cost("pl"), cost("nobody")
    assert min(somebody, nobody) > 0.02  # an argon2 of 64 MiB, both
    assert 0.4 < somebody / nobody < 2.5


def test_a_password_changed_or_a_token_taken_back_no_longer_opens(tmp_path):
    desk = World(tmp_path / "shelf.db", "de")
    desk.shelf.add_partner("pl", PASSWORD, "Edition")
    old, new = [basic("pl", PASSWORD)], [basic("pl", PASSWORD + " new")]
    assert desk.asker.ask("/taxii2/", headers=old).status == 200
    desk.shelf.set_password("pl", PASSWORD + " new")
    assert desk.asker.ask("/taxii2/", headers=old).status == 401
    assert desk.asker.ask("/taxii2/", headers=new).status == 200
    assert desk.get("de", "/taxii2/").status == 200
    assert desk.shelf.drop_tokens("de") == 1
    assert desk.get("de", "/taxii2/").status == 401
    desk.close()


def test_who_signs_in_again_does_not_pay_for_the_password_again(desk):
    desk.asker.ask("/taxii2/", headers=[basic("pl", PASSWORD)])
    start = time.process_time()
    for _ in range(20):
        assert desk.asker.ask("/taxii2/", headers=[basic("pl", PASSWORD)]).status == 200
    assert (time.process_time() - start) / 20 < 0.02  # an argon2 takes five times as much


def limited(tmp_path, ticks, **limits):
    return World(tmp_path / "shelf.db", "pl", "de", limits=Limits(**limits), ticks=lambda: ticks[0])


def test_a_login_that_asks_too_often_waits_and_nobody_else_does(tmp_path):
    ticks = [0.0]
    desk = limited(tmp_path, ticks, login_burst=3, login_per_second=0.5)
    assert [desk.get("pl", "/taxii2/").status for _ in range(5)] == [200, 200, 200, 429, 429]
    answer = desk.get("pl", "/taxii2/", address="203.0.113.9")
    assert (answer.status, answer.header("retry-after")) == (429, "2")
    assert answer.said["http_status"] == "429"
    assert desk.get("de", "/taxii2/").status == 200
    ticks[0] = 2.0
    assert [desk.get("pl", "/taxii2/").status for _ in range(2)] == [200, 429]
    ticks[0] = -50.0  # a clock that goes back gives nothing away
    assert desk.get("pl", "/taxii2/").status == 429
    desk.close()


def test_an_address_that_asks_too_often_waits_before_anything_is_looked_at(tmp_path):
    ticks = [0.0]
    desk = limited(tmp_path, ticks, address_burst=2, address_per_second=1.0)
    assert [desk.asker.ask("/taxii2/").status for _ in range(3)] == [401, 401, 429]
    assert desk.get("pl", "/taxii2/").status == 429
    assert desk.get("pl", "/taxii2/", address="203.0.113.9").status == 200
    ticks[0] = 1.0
    assert desk.get("pl", "/taxii2/").status == 200
    desk.close()


def test_guessing_is_slowed_for_the_guesser_and_not_for_who_is_known(tmp_path):
    ticks = [0.0]
    desk = limited(tmp_path, ticks, failure_burst=2, failure_per_second=0.1)
    desk.shelf.add_partner("cz", PASSWORD, "Edition")
    assert desk.asker.ask("/taxii2/", headers=[basic("cz", PASSWORD)]).status == 200
    guess = [basic("cz", "a guess of mine 123")]
    assert [desk.asker.ask("/taxii2/", headers=guess).status for _ in range(3)] == [401, 401, 429]
    token = [("authorization", "Bearer guess")]
    assert desk.asker.ask("/taxii2/", headers=token).header("retry-after") == "10"
    assert desk.asker.ask("/taxii2/", headers=[basic("cz", PASSWORD)]).status == 200
    assert desk.get("pl", "/taxii2/").status == 200
    desk.close()


def test_buckets_keep_no_more_than_they_may():
    buckets = Buckets(1, 1.0, 10, lambda: 0.0)
    for number in range(100):
        assert buckets.take(f"login {number}") == 0
    assert len(buckets._levels) == 10
    assert buckets.take("login 99") == 1


def test_a_network_of_ipv6_is_one_place_and_an_ipv4_address_is_its_own():
    assert place_of("2001:db8::1") == place_of("2001:db8::ffff:2")
    assert place_of("2001:db8::1") != place_of("2001:db8:0:1::1")
    assert place_of("::ffff:198.51.100.7") == place_of("198.51.100.7")
    assert place_of("198.51.100.7") != place_of("198.51.100.8")
    assert place_of("a socket") == "a socket"
