"""A list of one value and that value itself read alike: their difference is said all the same."""

from dataclasses import replace

from belltown.protocol.differences import difference
from belltown.protocol.facts import STANDARD_FACTS
from belltown.protocol.load import named
from belltown.protocol.rules import In, Is

OFFENSE = STANDARD_FACTS["offense"]


def _with_rule(test):
    version = named("seattle/2011-10-01")
    first, *others = version.criteria
    return replace(version, criteria=(replace(first, test=test, when=None), *others))


def test_a_rule_spelled_in_another_way_is_a_difference_in_words():
    one, other = _with_rule(Is(OFFENSE, "theft")), _with_rule(In(OFFENSE, ("theft",)))
    (sentence,) = difference(one, other)
    assert sentence.endswith("spells its rule in another way that reads alike.")
    assert difference(one, one) == []
