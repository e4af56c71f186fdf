"""No suppressed count can be worked out from what is shown."""

from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from belltown.disclosure.small_cells import SUPPRESSED, Counts, Margins, protect, protect_count


def table(*cells, margins=Margins.BOTH):
    rows = tuple(f"row {n}" for n in range(len(cells)))
    columns = tuple(f"column {n}" for n in range(len(cells[0])))
    return Counts("test", rows, columns, tuple(tuple(row) for row in cells), margins)


def flat(protected, counts):
    """(place, true value, is hidden) of everything published; a place is (row, column), -1 for a total."""
    found = {(r, c): counts.cells[r][c] for r in range(len(counts.rows)) for c in range(len(counts.columns))}
    shown = {(r, c): protected.cells[r][c] for r, c in found}
    for r, value in enumerate(protected.row_totals):
        found[r, -1], shown[r, -1] = sum(counts.cells[r]), value
    for c, value in enumerate(protected.column_totals):
        found[-1, c], shown[-1, c] = sum(row[c] for row in counts.cells), value
    if protected.total is not None:
        found[-1, -1], shown[-1, -1] = sum(map(sum, counts.cells)), protected.total
    return [(place, value, shown[place] == SUPPRESSED) for place, value in found.items()]


def sums(places):
    """The sums an onlooker knows, each as {place: sign} adding up to zero."""
    rows, columns = ({place[axis] for place in places} for axis in (0, 1))
    across = [{p: -1 if p[1] == -1 else 1 for p in places if p[0] == r} for r in rows]
    down = [{p: -1 if p[0] == -1 else 1 for p in places if p[1] == c} for c in columns]
    has_down = any(p[0] == -1 for p in places)
    return across + (down if has_down else [])


def steps_of(entries, least):
    """All ways to move hidden counts by one or none so that every sum still holds: what an onlooker cannot rule out."""
    hidden = [(place, value) for place, value, is_hidden in entries if is_hidden]
    known = sums([place for place, _, _ in entries])
    for moves in product((0, 1, -1), repeat=len(hidden)):
        if any(value + move < least for (_, value), move in zip(hidden, moves, strict=True)):
            continue
        delta = {place: move for (place, _), move in zip(hidden, moves, strict=True)}
        if all(sum(sign * delta.get(place, 0) for place, sign in one.items()) == 0 for one in known):
            yield delta


def worked_out(protected, counts):
    """The hidden places that have one possible value alone."""
    entries = flat(protected, counts)
    least = 0 if any(is_hidden and value == 0 for _, value, is_hidden in entries) else 1
    open_places = set()
    for delta in steps_of(entries, least):
        open_places |= {place for place, move in delta.items() if move}
    return {place for place, _, is_hidden in entries if is_hidden} - open_places


counts = st.integers(0, 16) | st.sampled_from([0, 1, 10, 11, 40])
shapes = st.sampled_from([(1, 2), (1, 3), (2, 2), (2, 3), (3, 2)])


@st.composite
def tables(draw, margins):
    rows, columns = draw(shapes)
    return table(*[[draw(counts) for _ in range(columns)] for _ in range(rows)], margins=draw(margins))


@settings(max_examples=120, deadline=None)
@given(tables(st.sampled_from(Margins)))
def test_every_suppressed_count_has_more_than_one_possible_value(counts):
    protected = protect(counts)
    assume(sum(hidden for _, _, hidden in flat(protected, counts)) <= 9)
    assert worked_out(protected, counts) == set()


@settings(max_examples=120, deadline=None)
@given(tables(st.just(Margins.BOTH)))
def test_the_law_holds_where_totals_are_shown_elsewhere(counts):
    totals = [sum(row[c] for row in counts.cells) for c in range(len(counts.columns))]
    assume(len(counts.rows) > 1)
    assume(all(total == 0 or total >= 11 for total in totals))
    protected = protect(counts, totals_known=True)
    assume(sum(hidden for _, _, hidden in flat(protected, counts)) <= 9)
    assert SUPPRESSED not in (*protected.column_totals, protected.total)
    assert worked_out(protected, counts) == set()


@settings(max_examples=200, deadline=None)
@given(tables(st.sampled_from(Margins)))
def test_no_count_from_1_to_10_is_shown_and_what_is_shown_is_true(counts):
    protected = protect(counts)
    for row, shown in zip(counts.cells, protected.cells, strict=True):
        for value, seen in zip(row, shown, strict=True):
            assert seen == SUPPRESSED or (seen == value and (value == 0 or value >= 11))
    for row, seen in zip(counts.cells, protected.row_totals, strict=True):
        assert seen in (SUPPRESSED, sum(row))


def test_the_checker_itself_catches_a_count_that_can_be_worked_out():
    counts = table([5, 20], margins=Margins.ROWS)
    naive = type(protect(counts))("test", counts.rows, counts.columns, ((SUPPRESSED, 20),), (25,))
    assert worked_out(naive, counts) == {(0, 0)}


def test_one_small_count_takes_the_next_smallest_with_it():
    protected = protect(table([5, 20, 300], margins=Margins.ROWS))
    assert protected.cells == ((SUPPRESSED, SUPPRESSED, 300),)
    assert protected.row_totals == (325,)


def test_zeros_are_shown():
    assert protect(table([0, 20, 300], margins=Margins.ROWS)).cells == ((0, 20, 300),)


def test_ones_that_add_up_to_their_total_hide_the_total():
    protected = protect(table([1, 1], margins=Margins.ROWS))
    assert protected.cells == ((SUPPRESSED, SUPPRESSED),)
    assert protected.row_totals == (SUPPRESSED,)


def test_eleven_ones_are_not_told_by_their_public_total():
    protected = protect(table(*[[1, 30]] * 11), totals_known=True)
    assert {count for row in protected.cells for count in row} == {SUPPRESSED}
    assert protected.column_totals == (11, 330)


def test_a_small_count_in_a_wide_table_hides_a_rectangle():
    protected = protect(table([3, 40, 50], [60, 70, 80], [90, 99, 98]))
    assert sum(count == SUPPRESSED for row in protected.cells for count in row) == 4
    assert SUPPRESSED not in protected.row_totals + protected.column_totals


def test_a_table_without_small_counts_is_shown_whole():
    protected = protect(table([11, 12], [0, 44]))
    assert not protected.has_suppressed
    assert (protected.row_totals, protected.column_totals, protected.total) == ((23, 44), (11, 56), 67)


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, SUPPRESSED), (10, SUPPRESSED), (11, 11)])
def test_a_lone_count_is_shown_from_eleven_on(count, shown):
    assert protect_count(count) == shown


@pytest.mark.parametrize("cells", [((1, 2), (3,)), ((-1, 2), (3, 4))])
def test_a_table_that_makes_no_sense_is_refused(cells):
    with pytest.raises(ValueError, match="test"):
        Counts("test", ("a", "b"), ("c", "d"), cells)


def test_a_large_table_is_protected_quickly_enough_to_publish():
    cells = [[(r * 37 + c * 11) % 45 for c in range(3)] for r in range(60)]
    protected = protect(table(*cells), totals_known=True)
    assert protected.has_suppressed
