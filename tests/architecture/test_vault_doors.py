"""The gate and the actions keep their shape: who looks, who acts, when; and sheets are no way back in."""

import dataclasses
import importlib
import inspect
import pkgutil

import pytest
from django.db import models

from belltown_site.records import actions, gate, sheets

VERBS = [
    (module.__name__.rpartition(".")[2], name, verb)
    for module in (actions.approvals, actions.circles, actions.consents, actions.encounters, actions.glasses,
                   actions.handoffs, actions.holds, actions.links, actions.names, actions.offers, actions.papers,
                   actions.referrals)
    for name, verb in inspect.getmembers(module, inspect.isfunction)
    if not name.startswith("_") and verb.__module__ == module.__name__ and hasattr(verb, "__wrapped__")
]  # fmt: skip
SWEEPS = {"ring_due", "lapse_due"}
SHEETS = [kind for _, kind in inspect.getmembers(sheets, inspect.isclass) if dataclasses.is_dataclass(kind)]


@pytest.mark.parametrize("name", gate.__all__)
def test_every_function_of_the_gate_takes_its_viewer_by_keyword(name):
    parameters = inspect.signature(getattr(gate, name)).parameters
    assert parameters["viewer"].kind is inspect.Parameter.KEYWORD_ONLY


@pytest.mark.parametrize("name", gate.__all__)
def test_every_function_of_the_gate_opens_the_vault_for_itself_alone(name):
    assert hasattr(getattr(gate, name), "__wrapped__")


@pytest.mark.parametrize(("noun", "name", "verb"), VERBS, ids=lambda part: part if isinstance(part, str) else "")
def test_every_verb_says_who_and_when_by_keyword(noun, name, verb):
    parameters = inspect.signature(verb).parameters
    wanted = {"now"} if name in SWEEPS else {"by", "now"}
    keywords = {key for key, one in parameters.items() if one.kind is inspect.Parameter.KEYWORD_ONLY}
    assert wanted <= keywords
    assert sum(one.kind is not inspect.Parameter.KEYWORD_ONLY for one in parameters.values()) <= 1


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.__name__)
def test_a_sheet_is_frozen_and_holds_no_row(sheet):
    assert sheet.__dataclass_params__.frozen
    for field in dataclasses.fields(sheet):
        assert "models." not in str(field.type)
        assert not (inspect.isclass(field.type) and issubclass(field.type, models.Model))


def test_nothing_outside_the_gate_and_the_actions_opens_the_vault():
    import belltown_site

    for module in pkgutil.walk_packages(belltown_site.__path__, "belltown_site."):
        if "migrations" in module.name or module.name.startswith(("belltown_site.asgi", "belltown_site.wsgi")):
            continue
        if module.name.startswith(("belltown_site.records.gate", "belltown_site.records.actions")):
            continue
        spec = importlib.util.find_spec(module.name)
        source = spec.loader.get_source(module.name) if spec and hasattr(spec.loader, "get_source") else ""
        if module.name not in ("belltown_site.records.guard", "belltown_site.records.models.base"):
            assert "records.guard" not in (source or ""), f"{module.name} reaches for the vault's key"
