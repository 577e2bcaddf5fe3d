"""A worker can do its reading, and nothing else that the kernel can forbid."""

from __future__ import annotations

import errno
import os
import pickle
import socket
import sys

import pytest
import reaches_out
import reads_for_real
from hypothesis import given
from hypothesis import strategies as st

from tearline.confine import Limits, plain_loads, probe
from tearline.engine import Done, run
from tearline.model.area import Area
from tearline.model.page import Page, TextSource, Word

linux = pytest.mark.skipif(sys.platform != "linux", reason="what Linux can do")


@linux
def test_the_probe_tries_for_real_and_finds_everything_denied():
    found = probe()
    assert found.network_denied
    assert found.programs_denied
    assert found.memory_limited
    assert found.dies_with_parent
    assert found.why == ()


@linux
def test_a_worker_reaches_nothing():
    with socket.create_server(("127.0.0.1", 0)) as server:
        job = (server.getsockname()[1], os.getpid())
        (told,) = run(reaches_out.work, [job], workers=1)
    found = dict(told.result)
    for name in ("thread", "unix pair", "kill self"):
        assert found.pop(name) == 0, name
    assert found.pop("terminal") != 0  # it has none
    assert found.pop("more memory") != 0
    assert found == dict.fromkeys(found, errno.EPERM)


@linux
def test_with_network_allowed_a_worker_has_that_and_still_no_programs():
    with socket.create_server(("127.0.0.1", 0)) as server:
        job = (server.getsockname()[1], os.getpid())
        (told,) = run(reaches_out.work, [job], workers=1, limits=Limits(network=True))
    assert told.result["loopback"] == 0
    assert told.result["program"] == told.result["fork"] == errno.EPERM


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="doors of that architecture")
@pytest.mark.parametrize("door", [reaches_out.i386, reaches_out.x32])
def test_the_kernels_other_doors_are_shut(door):
    (told,) = run(door, [0], workers=1)
    assert told.reason == "died"
    assert "SIGSYS" in told.message or "SIGSEGV" in told.message


def test_the_libraries_that_read_and_write_work_confined():
    jobs = {
        "pikepdf": "1",
        "pypdfium2": "(612, 792)",
        "cv2": "2",
        "numpy": "20.0",
        "pillow": "(900, 200)",
        "tesserocr": "MEMORANDUM",
    }
    for told in run(reads_for_real.work, jobs, workers=1):
        assert isinstance(told, Done), told
        assert told.result == jobs[told.job]
        print(f"\n{told.job}: {told.cpu_seconds:.2f} CPU-s, {told.peak_rss_kb >> 10} MB", end="")


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner, inner),
    max_leaves=10,
)


@given(plain)
def test_plain_data_crosses_unchanged(value):
    assert plain_loads(pickle.dumps(value)) == value


def test_our_own_nouns_cross_unchanged():
    page = Page(
        1, 61200, 79200, "a", (Word("a", 0, 1, Area(0, 0, 1, 1), 99.0),), TextSource.OCR, "r", "1"
    )
    assert plain_loads(pickle.dumps(page)) == page


@pytest.mark.parametrize("value", [os.system, eval, getattr, subclasses := type, os.path.join])
def test_nothing_that_does_something_crosses(value):
    with pytest.raises(pickle.UnpicklingError):
        plain_loads(pickle.dumps(value))


@given(st.binary(max_size=60))
def test_noise_raises_and_does_nothing_else(data):
    try:
        plain_loads(data)
    except Exception:
        return


class Rewrite:
    """A pickle that would give new state to something that is here already."""

    def __init__(self, target):
        self.target = target

    def __reduce__(self):
        return (TextSource, ("ocr",), {"_value_": "layer"})


def test_an_answer_cannot_rewrite_what_is_here_already():
    with pytest.raises(pickle.UnpicklingError):
        plain_loads(pickle.dumps(Rewrite(None)))
    with pytest.raises(pickle.UnpicklingError):  # the class itself, its slot state
        plain_loads(b"ctearline.model.area\nArea\n(N}X\x05\x00\x00\x00holdsX\x01\x00\x00\x00xstb.")
    assert TextSource.OCR.value == "ocr"
    assert callable(Area.holds)
