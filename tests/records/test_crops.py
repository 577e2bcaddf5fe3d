"""The picture around a finding: the region, framed, small, upright, and nothing else of the file."""

import io

import drawing
import pytest
from PIL import Image

from tearline.errors import PageFailedError
from tearline.model.area import Area
from tearline.model.record import MediaType
from tearline.records import crop
from tearline.records.crop import CropJob

RED = crop.FRAME_COLOUR
UNITS = 24  # 1/100 points a pixel at 300 dpi


def area_of(box):
    return Area(*(side * UNITS for side in box))


def opened(data):
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


@pytest.fixture
def page(tmp_path):
    """Return a scanned page's file and its drawn words."""
    image, words = drawing.bitmap()
    return drawing.scanned_pdf(tmp_path / "page.pdf", image), image, words


def test_the_region_is_the_pages_own_pixels_inside_the_frame(page):
    path, image, words = page
    (box,) = [box for text, box in words if text == "987-65-4329"]
    found = opened(crop.crop(path, MediaType.PDF, 1, [area_of(box)], margin=UNITS * 40))
    width, height = box[2] - box[0], box[3] - box[1]
    assert found.size == (width + 80, height + 80)
    inside = found.crop((40, 40, 40 + width, 40 + height)).convert("L")
    assert inside.tobytes() == image.crop(box).convert("L").tobytes()
    for step in range(crop.FRAME):
        assert found.getpixel((40 + width // 2, 40 - 2 - step)) == RED
        assert found.getpixel((40 - 2 - step, 40 + height // 2)) == RED
        assert found.getpixel((40 + width + 1 + step, 40 + height // 2)) == RED
    assert found.getpixel((40 + width // 2, 40 - 2 - crop.FRAME)) != RED


def test_no_areas_show_the_whole_page_and_no_frame(page):
    path, image, _ = page
    found = opened(crop.crop(path, MediaType.PDF, 1, []))
    assert found.width == crop.WIDEST
    assert abs(found.height - image.height * crop.WIDEST / image.width) <= 1
    assert RED not in {colour for _, colour in found.getcolors(1 << 20)}


def test_a_large_region_is_made_smaller_and_its_frame_stays(tmp_path):
    Image.new("RGB", (4000, 6000), "white").save(tmp_path / "a.png", dpi=(300, 300))
    areas = [Area(100 * UNITS, 100 * UNITS, 3900 * UNITS, 5900 * UNITS)]
    found = opened(crop.crop(tmp_path / "a.png", MediaType.PNG, 1, areas))
    assert found.width <= crop.WIDEST
    assert found.height <= crop.TALLEST
    reds = sum(found.getpixel((found.width // 2, y)) == RED for y in range(found.height))
    assert reds == 2 * crop.FRAME


def test_a_page_that_lies_on_its_side_stands_upright(page):
    path, _, words = page
    box = area_of(words[0][1])
    flat = opened(crop.crop(path, MediaType.PDF, 1, [box]))
    for turn, back in ((90, 90), (180, 180), (270, 270)):
        turned = opened(crop.crop(path, MediaType.PDF, 1, [box], turn=turn))
        assert turned.rotate(back, expand=True).tobytes() == flat.tobytes()


def test_areas_beyond_the_page_are_left_out(page):
    path, _, words = page
    box = area_of(words[0][1])
    beyond = Area(10**7, 10**7, 10**7 + 100, 10**7 + 100)
    both = crop.crop(path, MediaType.PDF, 1, [beyond, box])
    assert both == crop.crop(path, MediaType.PDF, 1, [box])
    assert crop.crop(path, MediaType.PDF, 1, [beyond]) == crop.crop(path, MediaType.PDF, 1, [])


def test_a_text_file_has_no_picture(tmp_path):
    (tmp_path / "a.txt").write_text("words")
    assert crop.crop(tmp_path / "a.txt", MediaType.TEXT, 1, []) is None


def test_a_file_that_cannot_be_drawn_says_so_and_none_of_its_words(tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4\nsecret words 987-65-4329\n%%EOF")
    with pytest.raises(PageFailedError) as raised:
        crop.crop(tmp_path / "a.pdf", MediaType.PDF, 1, [])
    assert "987" not in str(raised.value)
    assert raised.value.remedy


def test_nothing_is_decoded_in_this_process(page, monkeypatch):
    path, _, words = page

    def never(*_):
        raise AssertionError("a page was decoded outside a worker")

    monkeypatch.setattr("tearline.records.raster.raster", never)
    assert crop.crop(path, MediaType.PDF, 1, [area_of(words[0][1])])
    with pytest.raises(AssertionError):
        crop.draw(CropJob(str(path), MediaType.PDF, 1, (), 0, 0))


def test_notes_of_the_file_stay_behind(tmp_path):
    image = Image.new("RGB", (300, 300), "white")
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    notes.add_text("Comment", "scanned at desk 12")
    image.save(tmp_path / "a.png", pnginfo=notes, dpi=(300, 300), icc_profile=b"x" * 200)
    data = crop.crop(tmp_path / "a.png", MediaType.PNG, 1, [])
    assert b"desk" not in data
    assert not opened(data).info
