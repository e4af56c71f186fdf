"""What every table of the vault shares."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from belltown.disclosure.classes import InformationClass
from belltown_site.records.guard import VaultManager

ADMINISTRATIVE = InformationClass.ADMINISTRATIVE


class VaultModel(models.Model):
    """A row of the vault. `classes` gives every field its class of information; a test fails on the first without."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = VaultManager()
    classes: ClassVar[dict[str, InformationClass]] = {"id": ADMINISTRATIVE, "created_at": ADMINISTRATIVE}

    class Meta:
        abstract = True
        base_manager_name = "objects"
        default_manager_name = "objects"


def classes_of(model: type[models.Model]) -> dict[str, InformationClass]:
    """The class of every field of a vault model, its own and inherited."""
    merged: dict[str, InformationClass] = {}
    for kind in reversed(model.__mro__):
        merged |= vars(kind).get("classes", {})
    return merged


def paired(table: str, act: str) -> models.CheckConstraint:
    """Both `<act>_by` and `<act>_at` are there, or neither."""
    nobody, never = f"{act}_by__isnull", f"{act}_at__isnull"
    either = Q(**{nobody: True, never: True}) | Q(**{nobody: False, never: False})
    return models.CheckConstraint(condition=either, name=f"{table}_{act}_who_and_when")


def blank_or_one_of(table: str, field: str, values: type) -> models.CheckConstraint:
    """The code is empty or one of a closed list."""
    allowed = ["", *(str(value) for value in values)]  # type: ignore[attr-defined]
    return models.CheckConstraint(condition=Q(**{f"{field}__in": allowed}), name=f"{table}_{field}_known")


def one_of(table: str, field: str, values: type) -> models.CheckConstraint:
    """The code is one of a closed list."""
    allowed = [str(value) for value in values]  # type: ignore[attr-defined]
    return models.CheckConstraint(condition=Q(**{f"{field}__in": allowed}), name=f"{table}_{field}_known")
