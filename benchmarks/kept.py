"""Nothing withheld stays, nothing else goes: the example collection, and 20 pages of live text.

The released files are read with pypdfium2 and as they lie there, not through Tearline. Words of scans
are compared with what was read before anything was burnt; live text is compared character by character.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pypdfium2
import zstandard
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from flow import meets
from measuring import DATE, ROOT, Desk, Report, arguments, folder, start

EXAMPLES = ROOT / "examples"
LIVE_PAGES, EVERY, BOXES = 20, 4, 3
DARK = 0.5  # share of a burnt place that is black; the rest is its label
SENTENCES = (
    "The harbor master's log for 1962–63 lists 14 vessels, each with its berth & draught.",
    "Café “Meridian” stood at No. 7, Tarn Street; its cellar flooded twice (March, May).",
    "Mr. O'Dell—then a clerk—signed for £3.50 and one (1) box of 12-inch files.",
    "Total: $1,204.75; see annex B/3, p. 17, footnote 2. The night watch was told nothing.",
    "A señor Núñez and Frau Müller-Groß attested the inventory, item by item, as follows:",
)


def sign(text: str) -> str:
    """Return letters and digits alone, case folded."""
    return "".join(c for c in text.casefold() if c.isalnum())


def released_pages(release: Path, record: str) -> list[dict[str, Any]]:
    """Return a record's released pages as data."""
    path = release / "pages" / f"{record}.jsonl.zst"
    lines = zstandard.ZstdDecompressor().stream_reader(path.read_bytes()).read().splitlines()
    return [json.loads(line) for line in lines]


def _own(page: dict[str, Any]) -> list[tuple[str, list[int]]]:
    """Return the words of a released page that are no markers, each with its box."""
    held = page["words"]
    marks = [one["area"] for one in page["deletions"]]
    places = zip(held["left"], held["top"], held["right"], held["bottom"], strict=True)
    boxes = [list(place) for place in places]
    found = [
        (sign(page["text"][begin:end]), box)
        for begin, end, box in zip(held["start"], held["end"], boxes, strict=True)
    ]
    return [(word, box) for word, box in found if word and box not in marks]


def words_of(page: dict[str, Any]) -> Counter[str]:
    """Return the words of a released page that are no markers."""
    return Counter(word for word, _ in _own(page))


def boxes_of(page: dict[str, Any]) -> list[list[int]]:
    """Return the boxes of those words."""
    return [box for _, box in _own(page)]


def dark(image: Any, size: tuple[int, int], area: list[int]) -> float:
    """Return the share of black pixels in a place of a rendered page."""
    across, down = image.width / size[0], image.height / size[1]
    left, top, right, bottom = area
    cut = image.crop(
        (int(left * across), int(top * down), int(right * across) + 1, int(bottom * down) + 1)
    )
    return sum(cut.histogram()[:128]) / (cut.width * cut.height)


def example(report: Report, base: Path) -> None:
    """Release the example collection as the demo does, and hold it to its truth."""
    desk = Desk(base, "example")
    release = base / "release-example"
    desk("add", str(EXAMPLES / "collection"))
    desk("read")
    desk("find", "--terms-file", str(EXAMPLES / "terms.txt"))
    desk("import-decisions", str(EXAMPLES / "decisions.jsonl"))
    desk("decide", "--proposals-above", "0.75")
    desk(
        *("decide", "--record", "910-10001-10012_1998", "--page", "1", "--whole-page"),
        *("--verdict", "release", "--reason", "its number is boxed in this version already"),
    )
    desk("build", "--date", DATE, "--to", str(release))
    truth = json.loads((EXAMPLES / "truth.json").read_text("utf-8"))
    files = {one["record"]: one for one in truth["files"]}
    out = {name for name, one in files.items() if one["ends"]["status"] == "released"}
    stems = {path.name.split(".")[0] for path in (release / "records").iterdir()}
    report.figure("example: records out that should be, and no other", len(stems & out),
                  f"of {len(out)}", at_least=len(out) + len(stems - out))  # fmt: skip
    pages = {name: released_pages(release, name) for name in out}
    _gone(report, [i for i in truth["items"] if i["record"] in out], files, pages, release)
    _lost(report, desk, {n: p for n, p in pages.items() if not _plain(files[n])}, files)


def _plain(file: dict[str, Any]) -> bool:
    return bool(file["file"].endswith(".txt"))


def _gone(
    report: Report,
    items: list[dict[str, Any]],
    files: dict[str, Any],
    pages: dict[str, list[dict[str, Any]]],
    release: Path,
) -> None:
    """Count the withheld items whose words or pixels are still there."""
    withheld = [i for i in items if i["verdict"] == "withhold"]
    in_words, in_pixels = [], []
    for item in withheld:
        record, value = item["record"], sign(item["text"])
        plain = _plain(files[record])
        shown = pages[record] if plain else [pages[record][item["page"] - 1]]
        text = sign(" ".join(page["text"] for page in shown))
        pdf = pypdfium2.PdfDocument(release / "records" / f"{record}.pdf")
        numbers = range(len(pdf)) if plain else [item["page"] - 1]
        layer = sign(" ".join(pdf[n].get_textpage().get_text_range() for n in numbers))
        if value and (value in text or value in layer):
            in_words.append(item)
        if not plain:
            page = shown[0]
            size = (page["width"], page["height"])
            image = pdf[item["page"] - 1].render(scale=2).to_pil().convert("L")
            if any(dark(image, size, area) < DARK for area in item["areas"]):
                in_pixels.append(item)
    report.figure("example: items to be withheld", len(withheld))
    report.figure("example: still in the words of their page", len(in_words), at_most=0)
    report.figure("example: place not black on the page", len(in_pixels), at_most=0)
    for item in (*in_words, *in_pixels):
        report.say(f"{item['record']} p. {item['page']}: {item['kind']}")  # never the value


def _lost(
    report: Report, desk: Desk, pages: dict[str, list[dict[str, Any]]], files: dict[str, Any]
) -> None:
    """Compare every page's words with those read before burning, outside the withheld places.

    A burnt scan is read a second time, and some of its words come out otherwise: that is told apart
    from a word that is gone, where the release has nothing at its place.
    """
    before = gone = by_hand = otherwise = untouched = due = unread = taken = 0
    for name, shown in sorted(pages.items()):
        for number, page in enumerate(shown, 1):
            read = desk("page", name, str(number)).last
            areas = [one["area"] for one in page["deletions"]]
            kept = [
                word
                for word in read["words"]
                if sign(word["text"]) and not any(meets(word["area"], area) for area in areas)
            ]
            left = words_of(page)
            before += len(kept)
            known = files[name]["pages"][number - 1]
            for word in kept:
                if left[sign(word["text"])] > 0:
                    left[sign(word["text"])] -= 1
                elif any(meets(word["area"], box) for box in boxes_of(page)):
                    otherwise += 1
                    untouched += not areas
                elif known.get("looked_at"):
                    by_hand += 1
                else:
                    gone += 1
            if not known.get("looked_at"):
                wanted = {sign(w) for w in known["must_survive"]}
                due += len(wanted)
                text, at_first = sign(page["text"]), sign(read["text"])
                unread += sum(w not in at_first for w in wanted)
                taken += sum(w in at_first and w not in text for w in wanted)
    report.figure("example: words read outside withheld places", before)
    report.figure("example: of them gone from the release", gone, at_most=0)
    report.figure("example: the same, on pages no machine reads well", by_hand)
    report.figure("example: of them read otherwise on the burnt page", otherwise)
    report.figure("example: of them read otherwise on a page left alone", untouched, at_most=0)
    report.figure("example: words of the truth that must survive", due)
    report.figure("example: of them read before and not in the release", taken, at_most=0)
    report.figure("example: of them never read rightly", unread)


def write_live(path: Path) -> None:
    """Write the PDF with live text: a size, a column and a table that vary by page."""
    canvas = Canvas(str(path), pagesize=letter, invariant=1)
    for page in range(LIVE_PAGES):
        size = 9 + page % 4
        canvas.setFont(("Helvetica", "Times-Roman", "Courier")[page % 3], size)
        for line in range(24):
            words = SENTENCES[(page + line) % len(SENTENCES)]
            canvas.drawString(60 + 12 * (line % 2), 740 - 18 * line, words[: 74 - size])
        for row in range(8):
            for column, text in enumerate(
                (f"Box {row + 1}", f"{page * 31 + row * 7:,} kg", "sealed")
            ):
                canvas.drawString(60 + 140 * column, 250 - 16 * row, text)
        canvas.showPage()
    canvas.save()


def characters(path: Path, number: int, areas: Iterable[list[int]]) -> str:
    """Return a page's text by pypdfium2, characters in ``areas`` left out, blanks made one."""
    areas = list(areas)
    page = pypdfium2.PdfDocument(path)[number - 1]
    layer = page.get_textpage()
    height = page.get_height()
    kept = []
    for at in range(layer.count_chars()):
        char = layer.get_text_range(at, 1)
        left, bottom, right, top = layer.get_charbox(at, loose=True)
        across, down = (left + right) * 50, (2 * height - bottom - top) * 50
        inside = any(a[0] <= across <= a[2] and a[1] <= down <= a[3] for a in areas)
        kept.append(" " if inside else char)
    return " ".join("".join(kept).split())


def live(report: Report, base: Path) -> None:
    """Release 20 pages of live text with words withheld on some; compare characters."""
    source = base / "live.pdf"
    write_live(source)
    desk = Desk(base, "live")
    desk("add", str(source))
    desk("read")
    desk("find")
    held: dict[int, list[list[int]]] = defaultdict(list)
    lines = []
    where = {"type": "determination", "record": "live", "actor": "benchmark reviewer"}
    for page in range(EVERY, LIVE_PAGES + 1, EVERY):
        words = desk("page", "live", str(page)).last["words"]
        for word in words[5 :: len(words) // BOXES][:BOXES]:
            held[page].append(word["area"])
    for page, areas in held.items():
        lines += [
            {**where, "page": page, "areas": [area], "verdict": "withhold", "codes": ["(b)(6)"],
             "reason": "a private name"}
            for area in areas
        ]  # fmt: skip
    asked = desk("findings", "--undecided").lines
    lines += [
        {**where, "page": page, "kind": kind, "verdict": "release", "reason": "not a person's"}
        for kind, page in sorted({(f["kind"], f["page"]) for f in asked})
    ]
    decided = base / "live.jsonl"
    decided.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    desk("import-decisions", str(decided))
    release = base / "release-live"
    desk("build", "--date", DATE, "--to", str(release))
    made = release / "records" / "live.pdf"
    pages = released_pages(release, "live")
    compared = changed = other = under = 0
    for number in range(1, LIVE_PAGES + 1):
        deleted = [one["area"] for one in pages[number - 1]["deletions"]]
        areas = [*held[number], *deleted]
        was, now = characters(source, number, areas), characters(made, number, areas)
        compared += len(was)
        under += len(characters(source, number, ())) - len(was)
        if was != now:
            other += 1
            a, b = Counter(was.replace(" ", "")), Counter(now.replace(" ", ""))
            changed += max(1, ((a - b) + (b - a)).total())
            at = next((i for i, (x, y) in enumerate(zip(was, now, strict=False)) if x != y), -1)
            report.say(
                f"page {number}, from character {at}: {was[at : at + 40]!r} / {now[at : at + 40]!r}"
            )
    report.figure("live text: characters compared", compared, f"{LIVE_PAGES} pages")
    report.figure("live text: words withheld", sum(map(len, held.values())), f"{under} chars")
    report.figure("live text: pages that differ outside them", other, at_most=0)
    report.figure("live text: characters changed outside them", changed, at_most=0)


def main(argv: list[str] | None) -> list[str]:
    """Run and print."""
    asked = arguments(__doc__ or "").parse_args(argv)
    report = Report("kept", asked.out)
    with folder(asked.keep) as base:
        live(report, base)
        example(report, base)
    return report.missed


if __name__ == "__main__":
    start(main)
