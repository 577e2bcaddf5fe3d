"""Real records, where they are at hand: exact pixels, and text as good as was measured."""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

from tearline.model.record import MediaType
from tearline.records import reader
from tearline.records.ocr import read_bitmap
from tearline.records.raster import raster

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

from ocr_scoring import Score, parse_truth, score


def test_every_record_is_measured_and_its_first_page_is_exact(real_records):
    for path in sorted(real_records.glob("scans/*/*.pdf")):
        found = reader.survey(reader.SurveyJob(str(path), "", path.name))
        first = raster(str(path), MediaType.PDF, 1)
        assert first.exact
        assert first.size == found.sizes[0]


def test_two_pages_are_read_as_well_as_measured(real_records):
    total = Score()
    for name in ("p2_rif", "p7_form"):
        truth = parse_truth((real_records / "ocr-truth" / f"{name}.txt").read_text("utf-8"))
        image = Image.open(real_records / "ocr-truth" / f"{name}.png").convert("L")
        total += score(read_bitmap(image, (image.width * 24, image.height * 24)).text, truth)
    assert total.f1 >= 0.9
    assert total.numbers_right >= 0.8 * total.numbers
