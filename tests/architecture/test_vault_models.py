"""The vault's tables keep their own rules: every field classed, every who with its when, no criminal history."""

import pytest
from django.apps import apps
from django.db import models

from belltown.disclosure.classes import BEHIND_THE_WALL, POLICE, PROSECUTION, InformationClass, may_ever_see
from belltown.vocabulary import Role
from belltown_site.records.gate.reach import GRANTS
from belltown_site.records.guard import VaultManager
from belltown_site.records.models import Check, Encounter, VaultModel, classes_of
from belltown_site.records.sheets import Relation

VAULT = sorted(apps.get_app_config("records").get_models(), key=lambda model: model.__name__)
ENCRYPTED = {InformationClass.IDENTITY, InformationClass.CONTACT, InformationClass.NOTE}


@pytest.mark.parametrize("model", VAULT, ids=lambda model: model.__name__)
def test_every_field_of_the_vault_has_its_class(model):
    classed = classes_of(model)
    missing = [field.name for field in model._meta.fields if field.name not in classed]
    paste = "\n".join(f'        "{name}": Class.ADMINISTRATIVE,  # or whichever it is' for name in missing)
    assert not missing, f"paste into {model.__name__}.classes:\n{paste}"


@pytest.mark.parametrize("model", VAULT, ids=lambda model: model.__name__)
def test_no_class_is_given_to_a_field_that_is_gone(model):
    assert set(classes_of(model)) == {field.name for field in model._meta.fields}


@pytest.mark.parametrize("model", VAULT, ids=lambda model: model.__name__)
def test_every_table_answers_through_the_guarded_manager_alone(model):
    assert issubclass(model, VaultModel)
    for manager in (model._default_manager, model._base_manager, *model._meta.managers):
        assert isinstance(manager, VaultManager)


@pytest.mark.parametrize("model", VAULT, ids=lambda model: model.__name__)
def test_every_who_has_its_when_and_the_database_holds_them_together(model):
    fields = {field.name: field for field in model._meta.fields}
    constraints = {constraint.name for constraint in model._meta.constraints}
    for name, who in fields.items():
        act = name.removesuffix("by").rstrip("_")
        if name != "by" and not name.endswith("_by"):
            continue
        when = fields[f"{act}_at" if act else "at"]
        nullable_alone = act == "received"  # a neighbour without an account has no who, and yet a when
        assert nullable_alone or who.null == when.null
        if who.null and not nullable_alone:
            assert f"{model._meta.model_name}_{act}_who_and_when" in constraints


@pytest.mark.parametrize("model", VAULT, ids=lambda model: model.__name__)
def test_words_about_a_person_are_encrypted(model):
    for name, kind in classes_of(model).items():
        field = model._meta.get_field(name)
        if kind in ENCRYPTED and isinstance(field, models.CharField | models.TextField):
            pytest.fail(f"{model.__name__}.{name} is {kind.value} and would lie readable in the database")


def test_a_check_has_no_place_for_what_the_records_said():
    assert {field.name for field in Check._meta.fields} == {
        "id", "created_at", "encounter", "criterion", "met", "by", "at",
    }  # fmt: skip


def test_an_encounter_has_no_field_of_anything_behind_the_wall():
    assert not BEHIND_THE_WALL & set(classes_of(Encounter).values())


@pytest.mark.parametrize("role", sorted(POLICE | PROSECUTION))
def test_no_relation_opens_the_wall_to_police_or_prosecution(role):
    assert BEHIND_THE_WALL
    assert not any(may_ever_see(role, kind) for kind in BEHIND_THE_WALL)


def test_no_grant_of_this_part_reaches_behind_the_wall():
    assert all(not BEHIND_THE_WALL & classes for classes in GRANTS.values())


def test_every_relation_has_its_grants():
    assert set(GRANTS) == set(Relation)


def test_a_case_manager_stands_on_the_other_side_of_the_wall():
    assert all(may_ever_see(Role.CASE_MANAGER, kind) for kind in InformationClass)


def test_whatever_is_many_of_one_thing_has_an_order_of_its_own():
    """The latest check holds, the last word holds: without an order the database may answer in any."""
    several = [model for model in VAULT if {"at", "requested_at", "started_at", "rung_at"} & set(classes_of(model))]
    without = [model.__name__ for model in several if not model._meta.ordering and model is not Encounter]
    assert without == ["Intake"], "an encounter has one intake; everything else needs Meta.ordering"
