"""The tool that makes wrong changes makes each of them once, and each of them still parses."""

import ast

import pytest

from tools.mutation.mutants import mutants

SOURCE = '''
"""A docstring with 3 and True in it."""

TABLE = {"a": 1, "b": 2}
SEATS = frozenset({"x", "y"})


def may(role: str, kind: tuple[int, ...] = (), é: bool = False) -> bool:
    """Not this one: 1 == 2."""
    if role == "a" and not kind:
        log(role)
    return é or any(one < 3 for one in kind)
'''


def changes():
    return {(one.before, one.after) for one in mutants(SOURCE)}


@pytest.mark.parametrize(
    "change",
    [
        ('{"a": 1, "b": 2}', "{'b': 2}"),
        ('{"x", "y"}', "{'x'}"),
        ('role == "a"', "(role != 'a')"),
        ("not kind", "(kind)"),
        ("log(role)", "pass"),
        ("any", "all"),
        ("one < 3", "(one <= 3)"),
        ("False", "True"),
        ("3", "4"),
    ],
)
def test_each_kind_of_change_is_made(change):
    assert change in changes()


def test_every_mutant_parses_differs_and_changes_one_place_alone():
    for one in mutants(SOURCE):
        ast.parse(one.source)
        assert one.source != SOURCE
        assert one.source.replace(one.after, one.before, 1).count(one.before) >= SOURCE.count(one.before)


def test_annotations_and_docstrings_are_left_alone():
    assert all("Not this one: 1 == 2" in one.source and "tuple[int, ...]" in one.source for one in mutants(SOURCE))
