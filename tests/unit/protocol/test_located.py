"""YAML by the core rules, with lines."""

from datetime import date

import pytest
import yaml

from belltown.protocol import located
from belltown.protocol.located import Listing, Scalar, Unreadable, plain, plant, read


def value(text):
    tree, faults = read(f"a: {text}", "f")
    assert faults == []
    return tree.entries["a"].value


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("true", True), ("false", False), ("True", "True"), ("yes", "yes"), ("no", "no"), ("on", "on"), ("off", "off"),
        ("null", None), ("~", None), ("", None), ("'null'", "null"), ('"true"', "true"), ("'7'", "7"),
        ("7", 7), ("-7", -7), ("+7", 7), ("007", 7), ("0x1F", "0x1F"), ("1_000", "1_000"), ("12:30", "12:30"),
        ("7.5", 7.5), (".5", 0.5), ("5.", 5.0), ("1e3", 1000.0), ("1.5e-3", 0.0015), (".inf", ".inf"), (".nan", ".nan"),
        ("9" * 19, float("9" * 19)), ("9" * 50, "9" * 50), ("1e9999", "1e9999"),
        ("2024-02-29", date(2024, 2, 29)), ("2023-02-29", "2023-02-29"), ("2024-2-9", "2024-2-9"),
        ("2024-02-29T10:00:00", "2024-02-29T10:00:00"), ("=", "="), ("<<", "<<"),
    ],
)  # fmt: skip
def test_scalars_follow_the_core_rules(text, meant):
    assert value(text) == meant
    assert type(value(text)) is type(meant)


def test_block_text_is_text():
    assert value("|\n  true\n") == "true\n"


def test_every_node_knows_its_line():
    tree, _ = read("a: 1\nb:\n  - x\n  - {y: 2}\n", "f")
    assert (tree.line, tree.lines) == (1, {"a": 1, "b": 2})
    assert tree.entries["b"].line == 3
    assert [item.line for item in tree.entries["b"].items] == [3, 4]


@pytest.mark.parametrize("loader", [yaml.SafeLoader, located._LOADER])
def test_both_parsers_name_the_line(loader, monkeypatch):
    monkeypatch.setattr(located, "_LOADER", loader)
    for text, line in (("a: 1\nb: [", 3), ("a: 1\nb: x\x01", 2), ("a: 1\n\tb: 2", 2), ("a: 1\nb: c: d", 2)):
        with pytest.raises(Unreadable) as caught:
            read(text, "f")
        assert caught.value.fault.place in (f"f:{line}", f"f:{line - 1}")


def test_plain_data_and_the_tree_are_each_others_image():
    data = {"a": [1, 2.5, True, None, "true", "7"], "b": {"c": "x"}, "d": []}
    assert plain(plant(data)) == data
    assert plant((1,)) == Listing(1, (Scalar(1, "1"),))


def test_a_date_becomes_iso_text_in_plain_data():
    tree, _ = read("a: 2024-02-29\n", "f")
    assert plain(tree) == {"a": "2024-02-29"}
