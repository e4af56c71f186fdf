"""The child that sets a PDF: `python -m belltown_site.web.setting_type`, one JSON in, one PDF out.

It is told the folder that holds the template, the template's name, the language and the data. Data reach the template
as a value, never as markup, and nothing but Belltown's own fonts and files is read.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from belltown_site.web.apart import in_the_child

HOUSE = Path(__file__).parent / "typeset"
STANDARD = ["ua-1"]
"""PDF/UA-1, ISO 14289-1: a screen reader finds title, language, headings, tables and reading order."""

SECONDS = 5


def set_type(asked: dict[str, Any]) -> bytes:
    """The PDF. Letters for which there is no font cannot be in a PDF/UA: then it is set without, and says so."""
    import typst

    try:
        return _compiled(asked, standard=STANDARD, gaps=False)
    except typst.TypstError as error:
        if "could not be displayed with font" not in str(error):
            raise
        return _compiled(asked, standard=[], gaps=True)


def _compiled(asked: dict[str, Any], *, standard: list[str], gaps: bool) -> bytes:
    import typst

    texts = (HOUSE / "house.typ", Path(asked["template"]))
    made = typst.compile(
        "\n".join(text.read_text(encoding="utf-8") for text in texts).encode(),
        root=str(HOUSE),
        font_paths=[str(HOUSE / "fonts")],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=standard,
        timestamp=asked["at"],
        sys_inputs={"data": json.dumps({**asked["data"], "gaps": gaps})},
    )
    return bytes(made)


def main() -> None:
    in_the_child(SECONDS)
    sys.stdout.buffer.write(set_type(json.load(sys.stdin.buffer)))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
