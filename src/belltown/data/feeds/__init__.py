"""The layouts that arrests are published in, and finding out which one a file has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from belltown.data.feeds import baltimore, chicago, generic, los_angeles, new_york, seattle
from belltown.data.feeds.feed import Feed, same
from belltown.data.offenses import Crosswalk
from belltown.data.tables import Column
from belltown.errors import WrongLayout

CITIES = (seattle.FEED, new_york.FEED, chicago.FEED, los_angeles.FEED, baltimore.FEED)
LAYOUTS = (*(feed.name for feed in CITIES), "generic")


def layout_of(names: Iterable[str], wanted: str | None = None, extra: Mapping[str, Column] | None = None) -> Feed:
    """The feed these columns belong to, or the `wanted` one if they fit it. Raises WrongLayout naming what lacks."""
    names = tuple(names)
    if wanted is not None:
        return _wanted(names, wanted, extra or {})
    fitting = [feed for feed in CITIES if not feed.missing(names)]
    if fitting:
        return max(fitting, key=lambda feed: feed.matched(names))
    if not generic_missing(names):
        return generic.feed_for(extra or {})
    raise WrongLayout(f"No known layout has these columns. {_nearest(names)}")


def generic_missing(names: Iterable[str]) -> tuple[str, ...]:
    """What the generic layout needs and these columns lack: a key, a date and a charge, each under any of its names."""
    found = {same(name) for name in names}
    charge = ("offense", *generic.NAMES["charge_codes"], *generic.NAMES["charge_text"])
    needs = (generic.NAMES["arrest_key"], generic.NAMES["on"], charge)
    return tuple(" or ".join(any_of) for any_of in needs if not found & {same(name) for name in any_of})


def _wanted(names: tuple[str, ...], wanted: str, extra: Mapping[str, Column]) -> Feed:
    if wanted not in LAYOUTS:
        raise WrongLayout(f"There is no layout [{wanted}]; choose one of {', '.join(LAYOUTS)}.")
    feed = next((feed for feed in CITIES if feed.name == wanted), None) or generic.feed_for(extra)
    if missing := generic_missing(names) if wanted == "generic" else feed.missing(names):
        raise WrongLayout(
            f"The file does not have the layout [{wanted}]: it lacks {'; '.join(missing)}. {_nearest(names)}"
        )
    return feed


def _nearest(names: tuple[str, ...]) -> str:
    best = max(CITIES, key=lambda feed: (feed.matched(names), -len(feed.missing(names))))
    if best.matched(names) < 2:
        return f"For any other file, name its columns as the generic layout does: {'; '.join(generic_missing(()))}."
    lacking = f"lacks {', '.join(best.missing(names))}" if best.missing(names) else "fits"
    return f"The nearest is [{best.name}], which the file {lacking}."


@cache
def crosswalk_of(layout: str) -> Crosswalk | None:
    """The rules for the charges a city publishes, where Belltown has them."""
    file = files("belltown.data.feeds").joinpath("charges", f"{layout}.csv")
    return Crosswalk.of_text(file.read_text(encoding="utf-8"), name=f"{layout} charges") if file.is_file() else None
