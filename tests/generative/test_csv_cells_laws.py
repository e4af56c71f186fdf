"""Laws of cells: no text is computed, none is lost, and doing it again changes nothing."""

import csv
import io

from hypothesis import example, given
from hypothesis import strategies as st

from belltown.disclosure.csv_cells import CONTROLS, SIGNS, safe_cell

starts = st.text(st.sampled_from(SIGNS + CONTROLS + " \u00a0\ufeff\u200b'"), max_size=4)
texts = st.builds(str.__add__, starts, st.text(st.characters(exclude_categories=["Cs"])))


@given(texts)
def test_twice_is_once(text):
    assert safe_cell(safe_cell(text)) == safe_cell(text)


@given(texts)
@example(" =1")
def test_no_cell_begins_with_what_is_computed(text):
    cell = safe_cell(text)
    assert not cell.startswith(tuple(SIGNS + CONTROLS))
    assert not cell.strip().startswith(tuple(SIGNS))


@given(texts)
def test_at_most_one_apostrophe_is_added_and_nothing_is_lost(text):
    assert safe_cell(text) in (text, "'" + text)


@given(st.text(st.characters(categories=["L", "N"])))
def test_letters_and_digits_are_never_touched(text):
    assert safe_cell(text) == text


@given(st.lists(texts, min_size=1, max_size=3))
def test_what_is_written_is_read_back(row):
    kept = [safe_cell(one) for one in row]
    written = io.StringIO(newline="")
    csv.writer(written).writerow(kept)
    assert next(csv.reader(io.StringIO(written.getvalue(), newline=""))) == kept
