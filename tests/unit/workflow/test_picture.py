import pytest

from belltown.workflow.machine import label
from belltown.workflow.picture import MACHINES, diagram, page


@pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES)
def test_every_row_of_a_table_stands_in_its_picture(machine):
    lines = diagram(machine).splitlines()
    for row in machine.table:
        arrow = next(line for line in lines if line.startswith(f"    {row.state} --> {row.next}: "))
        assert label(row.event) in arrow


@pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES)
def test_a_picture_shows_where_it_starts_and_ends(machine):
    text = diagram(machine)
    assert text.startswith("stateDiagram-v2\n")
    assert f"[*] --> {machine.start}" in text
    for state in machine.states:
        assert (f"{state} --> [*]" in text) is machine.is_final(state)


def test_the_page_tells_who_may_do_what():
    text = page()
    assert "| holding | let the time for intake run out | the clock | lapsed |" in text
    assert "| screened | offer diversion | officer, sergeant | offered |" in text
    assert text.count("```mermaid") == len(MACHINES)
