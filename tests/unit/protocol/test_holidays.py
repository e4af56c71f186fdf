"""A pack may name the state whose public holidays its business days skip."""

import pytest

from belltown.errors import BadPack
from belltown.protocol.load import load_text, named, packaged_text
from belltown.protocol.projection import dump, version_from_json, version_to_json

TEXT = packaged_text("seattle/2011-10-01")


def test_a_state_is_kept_and_comes_back():
    version = named("seattle/2011-10-01")
    assert version.holidays == "WA"
    assert version_from_json(version_to_json(version)).holidays == "WA"
    assert load_text(dump(version)).holidays == "WA"


def test_no_state_means_federal_holidays():
    assert named("example-county/2026-07-01").holidays == ""


def test_a_state_nobody_knows_is_a_fault_with_its_line():
    with pytest.raises(BadPack, match=r"pack:\d+: \[Washington\] is not a state"):
        load_text(TEXT.replace("holidays: WA", "holidays: Washington"))
