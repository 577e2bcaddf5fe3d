"""Two worlds that differ only in what is withheld give the same release folder, byte for byte.

World A and world B have the same visible text and the same acknowledged withholdings. They differ in
what lies under them (changed, longer, shorter), in a record that may not be acknowledged, in the
clock, the keys, the number of workers and the order in which files came in.
"""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

GUIDE_SWITCH = "acknowledge_pending = true"

visible = st.text(alphabet="abcdefghij \n.,ÀЖ", min_size=0, max_size=60)
# A text file holds no NUL and its first sign is no byte order mark; everything else may stand in one.
letters = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff")
hidden = st.text(alphabet=letters | st.sampled_from("\n\r\t\f"), min_size=1, max_size=120)


@st.composite
def worlds(draw):
    """Return visible parts, and for each gap the hidden words of world A and of world B."""
    gaps = draw(st.integers(1, 3))
    parts = [draw(visible) for _ in range(gaps)] + ["\nThe end of the record.\n"]
    pairs = [(draw(hidden), draw(hidden)) for _ in range(gaps)]
    return parts, pairs


def normal(text):
    return text.replace("\r\n", "\n").replace("\r", "\n")


def text_of(parts, words):
    """Return a record's text and the spans of its hidden words."""
    text, spans = "", []
    for i, part in enumerate(parts):
        text += part
        if i < len(words):
            word = normal(words[i])
            spans.append((len(text), len(text) + len(word)))
            text += word
    return text, spans


def build(tearline, tree, folder, text, spans, *, workers, extra):
    folder.mkdir()
    (folder / "in").mkdir()
    (folder / "in" / "open.txt").write_text("Nothing is withheld here.\n", "utf-8")
    (folder / "in" / "record.txt").write_text(text, "utf-8", newline="")
    if extra:
        (folder / "in" / "secret.txt").write_text(extra, "utf-8")
    decisions = [
        {
            "type": "determination",
            "record": "record",
            "page": 1,
            "start": start,
            "end": end,
            "verdict": "withhold",
            "codes": ["(b)(6)"],
            "reason": "personal",
            "actor": "T. Vale",
        }
        for start, end in spans
    ]
    # What is hidden may make a page one that nobody can vouch for: somebody has looked, in both worlds.
    looked = {"start": None, "end": None, "verdict": "release", "codes": [], "reason": "seen"}
    decisions.append({k: v for k, v in (decisions[0] | looked).items() if v is not None})
    (folder / "d.jsonl").write_text("".join(json.dumps(d) + "\n" for d in decisions), "utf-8")
    c = folder / "c"
    env = {"TEARLINE_KEYS": str(folder / "keys"), "TEARLINE_WORKERS": str(workers)}
    guide = folder / "guide.toml"
    guide.write_text(quiet_guide(), "utf-8")
    tearline("init", c, "--guide", guide, env=env)
    names = ["record.txt", "open.txt", *(["secret.txt"] if extra else [])]
    for name in names if workers == 1 else reversed(names):
        tearline("add", folder / "in" / name, collection=c, env=env)
    for verb in (["read"], ["find"], ["import-decisions", folder / "d.jsonl"]):
        said = tearline(*verb, collection=c, env=env)
        assert said.code == 0, said.err
    out = folder / "out"
    said = tearline("build", "--date", "2026-11-22", "--to", out, collection=c, env=env)
    assert said.code in (0, 3), (said.err, said.lines)
    released = tree(out)
    assert "records/record.pdf" in released, said.lines
    return released


def quiet_guide():
    """Return the foia guide as a desk would set it that does not say what is still under review."""
    from importlib import resources

    text = (resources.files("tearline.guides") / "foia.toml").read_text("utf-8")
    assert GUIDE_SWITCH in text
    return text.replace(GUIDE_SWITCH, "acknowledge_pending = false")


def two_worlds(tearline, other, tree, folder, case):
    parts, pairs = case
    a_text, a_spans = text_of(parts, [a for a, _ in pairs])
    b_text, b_spans = text_of(parts, [b for _, b in pairs])
    a = build(tearline, tree, folder / "a", a_text, a_spans, workers=1, extra="")
    secret = "Mr. Alder, SSN 912-44-7310, is our man.\n"
    b = build(other, tree, folder / "b", b_text, b_spans, workers=2, extra=secret)
    assert sorted(a) == sorted(b)
    for name in a:
        assert a[name] == b[name], f"{name} tells the two worlds apart"


def test_a_longer_name_a_line_break_and_a_number_do_not_show(tearline, anew, tree, tmp_path):
    parts = ["TO: ", "\nHe was paid by ", " in June.\n"]
    pairs = [("J. Alder", "Maximilian Featherstonehaugh\nand his wife"), ("him", "914-28-6120\f!")]
    two_worlds(tearline, anew, tree, tmp_path, (parts, pairs))


def test_a_script_that_nobody_reads_under_a_box_does_not_show(tearline, anew, tree, tmp_path):
    case = (["", "", "\nThe end of the record.\n"], [("0", "쁋"), ("0", "쁋")])
    two_worlds(tearline, anew, tree, tmp_path, case)


counter = iter(range(10**6))
few = settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@few
@given(case=worlds())
def test_what_is_withheld_does_not_show_anywhere_in_the_folder(tearline, tree, tmp_path, case):
    folder = tmp_path / str(next(counter))
    folder.mkdir()
    two_worlds(tearline, tearline, tree, folder, case)


@pytest.mark.long
@settings(few, max_examples=60, derandomize=False)
@given(case=worlds())
def test_what_is_withheld_does_not_show_in_many_worlds(tearline, anew, tree, tmp_path, case):
    folder = tmp_path / str(next(counter))
    folder.mkdir()
    two_worlds(tearline, anew, tree, folder, case)
