"""The adversarial corpus is what its JSON says: fresh secrets, in their places, beside plain words."""

import filecmp
import json
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest

SCRIPT = Path(__file__).with_name("make_corpus.py")
SEED = "20261122"
CATALOGUE = (
    {f"t{n:02}" for n in range(1, 29)}
    | {f"d{n:02}" for n in range(1, 23)}
    | {f"s{n:02}" for n in range(1, 7)}
    | {f"i{n:02}" for n in range(1, 17)}
    | {"w01"}
)
FAMILIES = {"text", "image", "document", "structure", "width", "channel"}


def run(out, *words):
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(out), *words], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    return done


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    out = tmp_path_factory.mktemp("corpus")
    done = run(out, "--seed", SEED, "--prove")
    cases = json.loads((out / "index.json").read_text("utf-8"))["cases"]
    return out, cases, [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def names(corpus):
    return [case["name"] for case in corpus[1]]


@contextmanager
def opened(path):
    document = pypdfium2.PdfDocument(path)
    try:
        yield document
    finally:
        document.close()


def test_every_class_of_the_catalogue_has_a_case(corpus):
    _, cases, _ = corpus
    assert len(cases) >= 80
    assert {case["catalogue"] for case in cases} >= CATALOGUE
    assert {case["family"] for case in cases} == FAMILIES
    assert len({case["name"] for case in cases}) == len(cases)


def test_each_secret_is_in_the_place_that_its_case_names(corpus, names):
    proofs = corpus[2]
    assert [proof["name"] for proof in proofs] == names
    assert [proof["name"] for proof in proofs if not proof["found"]] == []


def test_a_proof_fails_where_the_secret_is_another(corpus, names, tmp_path):
    """Ask every second proof for a name that is nowhere: not one may find it."""
    told = (
        "import json, sys, pathlib; sys.path.insert(0, sys.argv[1]); import make_corpus, importlib;"
        "[importlib.import_module(name) for name in make_corpus.FAMILIES];"
        "from planting import CASES; from looking import Look; out = pathlib.Path(sys.argv[2]);"
        "wrong = []\n"
        "for name in sys.argv[3:]:\n"
        "    truth = json.loads((out / f'{name}.json').read_text('utf-8'))\n"
        "    truth['terms'] = ['Wyllhyffyl', '900-00-0001']\n"
        "    try:\n"
        "        wrong += [name] if CASES[name].prove(Look(out, truth)) else []\n"
        "    except (LookupError, ValueError): pass\n"
        "print(json.dumps(wrong))\n"
    )
    out, cases, _ = corpus
    # Where the place shows that a name is there but no more (a mosaic, a rim), any name passes.
    unread = {
        "jpeg-blocks-blackened-but-not-those-at-the-edge",
        "name-under-a-mosaic",
        "name-under-a-blur",
    }
    asked = [case["name"] for case in cases if case["name"] not in unread][::2]
    words = [sys.executable, "-c", told, str(SCRIPT.parent), str(out), *asked]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []


def test_the_same_seed_makes_the_same_bytes(corpus, tmp_path):
    out, _, _ = corpus
    assert run(tmp_path, "--seed", SEED).returncode == 0
    files = sorted(path.name for path in out.iterdir())
    assert files == sorted(path.name for path in tmp_path.iterdir())
    _, different, missing = filecmp.cmpfiles(out, tmp_path, files, shallow=False)
    assert (different, missing) == ([], [])


def test_another_seed_makes_other_secrets(corpus, tmp_path):
    _, cases, _ = corpus
    some = [case["name"] for case in cases][::9]
    assert run(tmp_path, "--seed", "7", "--only", *some).returncode == 0
    others = json.loads((tmp_path / "index.json").read_text("utf-8"))["cases"]
    assert [case["name"] for case in others] == some
    here = {term for case in cases for term in case["terms"]}
    assert not here & {term for case in others for term in case["terms"]}


def test_a_secret_is_of_one_case_alone_and_no_word_of_a_page(corpus):
    _, cases, _ = corpus
    terms = [term for case in cases for term in case["terms"]]
    assert len(set(terms)) == len(terms)
    for case in cases:
        assert len(case["terms"][0]) >= 8
        assert case["terms"][0].isalpha()
        for number in case["terms"][1:]:
            area, group, _ = number.split("-")
            assert area[0] == "9"
            assert group == "00"
        lowered = {word.lower() for word in case["survive"]}
        assert not lowered & {term.lower() for term in case["terms"]}


def test_each_file_opens_and_is_small(corpus):
    out, cases, _ = corpus
    for case in cases:
        assert case["files"], case["name"]
        for name in case["files"]:
            path = out / name
            assert path.stat().st_size < 300_000, name
            with pikepdf.open(path) as pdf, opened(path) as document:
                assert len(document) == len(pdf.pages) >= 1


def test_the_areas_lie_on_their_pages_and_where_the_name_is_seen_there_is_ink(corpus):
    out, cases, _ = corpus
    for case in cases:
        assert bool(case["areas"]) or not case["visible"], case["name"]
        with opened(out / case["files"][0]) as document:
            for number, left, top, right, bottom in case["areas"]:
                wide, high = document[number - 1].get_size()
                assert 0 <= left < right <= wide * 100, case["name"]
                assert 0 <= top < bottom <= high * 100, case["name"]
                if case["visible"]:
                    sheet = np.array(document[number - 1].render(scale=2).to_pil().convert("L"))
                    part = sheet[top // 50 : bottom // 50, left // 50 : right // 50]
                    assert np.ptp(part) > 20, case["name"]


def test_the_words_that_must_survive_are_there_and_in_no_area(corpus):
    out, cases, _ = corpus
    for case in cases:
        survive = set(case["survive"])
        assert len(survive) >= 8, case["name"]
        if case["searchable"] != "text":
            continue
        with opened(out / case["files"][0]) as document:
            texts = [page.get_textpage().get_text_bounded() for page in document]
            found = {word.strip(".,") for text in texts for word in text.split()}
            assert survive <= found, case["name"]
            page = document[0]
            left, bottom, _, top = page.get_bbox()
            if page.get_rotation() or (left, bottom) != (0, 0):
                continue
            for number, x0, y0, x1, y1 in case["areas"]:
                box = (x0 / 100, top - y1 / 100, x1 / 100, top - y0 / 100)
                inside = document[number - 1].get_textpage().get_text_bounded(*box)
                assert not survive & set(inside.replace(".", " ").split()), case["name"]


def test_the_scans_words_can_be_read(corpus):
    out, cases, _ = corpus
    some = {
        "gray-scan",
        "fax-coded-scan",
        "jpeg-scan",
        "letter-shapes-in-a-jbig2-symbol-dictionary",
    }
    told = (
        "import sys; sys.path.insert(0, sys.argv[1]); import looking, pypdfium2;"
        "print(looking.ocr(pypdfium2.PdfDocument(sys.argv[2])[0].render(scale=200/72).to_pil()))"
    )
    scans = [case for case in cases if case["name"] in some]
    assert len(scans) == len(some)
    for case in scans:
        words = [sys.executable, "-c", told, str(SCRIPT.parent), str(out / case["files"][0])]
        done = subprocess.run(words, capture_output=True, text=True, check=True)
        read = {word.strip(".,") for word in done.stdout.split()}
        assert len(set(case["survive"]) - read) <= 1, case["name"]


def test_the_list_names_every_case_without_making_one(names, tmp_path):
    done = run(tmp_path, "--list")
    assert [line.split("\t")[0] for line in done.stdout.splitlines()] == names
    assert list(tmp_path.iterdir()) == []
