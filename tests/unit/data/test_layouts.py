"""Which layout a file has, and what it lacks for the nearest one."""

import pytest

from belltown.data.feeds import CITIES, LAYOUTS, layout_of
from belltown.errors import WrongLayout

SPELLINGS = (str, str.upper, str.lower, lambda name: f" {name} ", lambda name: name.replace("_", " "))


@pytest.mark.parametrize("feed", CITIES, ids=lambda feed: feed.name)
@pytest.mark.parametrize("spelled", SPELLINGS)
def test_a_city_is_known_by_its_columns_however_they_are_spelled(feed, spelled):
    assert layout_of([spelled(name) for name in (*feed.required, *feed.optional)]).name == feed.name


@pytest.mark.parametrize("feed", CITIES, ids=lambda feed: feed.name)
def test_optional_columns_may_be_absent_and_strange_ones_present(feed):
    assert layout_of([*feed.required, "Something else"]).name == feed.name


@pytest.mark.parametrize(
    "names",
    [
        ("arrest_key", "on", "offense"),
        ("_arrest_id", "_arrest_date", "_original_charge_code"),
        ("arrest_key", "on", "charge"),
    ],
)
def test_the_generic_layout_needs_a_key_a_date_and_a_charge(names):
    assert layout_of(names).name == "generic"
    for left_out in names:
        with pytest.raises(WrongLayout):
            layout_of([name for name in names if name != left_out])


def test_a_near_miss_names_the_nearest_layout_and_what_is_missing():
    with pytest.raises(WrongLayout, match=r"nearest is \[new_york\], which the file lacks KY_CD, OFNS_DESC") as caught:
        layout_of(["ARREST_KEY", "ARREST_DATE", "PD_CD", "LAW_CAT_CD"])
    assert caught.value.exit_code == 4


def test_a_named_layout_that_does_not_fit_is_refused_with_what_is_missing():
    with pytest.raises(WrongLayout, match="lacks CB_NO") as caught:
        layout_of(CITIES[0].required, "chicago")
    assert "nearest is [seattle], which the file fits" in str(caught.value)


def test_a_layout_nobody_knows_is_refused_with_the_list():
    with pytest.raises(WrongLayout, match=", ".join(LAYOUTS)):
        layout_of(["a"], "boston")


def test_columns_of_no_kind_are_told_what_the_generic_layout_wants():
    with pytest.raises(WrongLayout, match="arrest_key or _arrest_id"):
        layout_of(["one", "two"])
