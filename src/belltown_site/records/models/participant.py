"""A person, as far as the person let themselves be known."""

from __future__ import annotations

from django.db import models

from belltown.disclosure.classes import InformationClass as Class
from belltown_site.records.fields import EncryptedText
from belltown_site.records.models.base import VaultModel


class Participant(VaultModel):
    """Minimal: every part may be unknown, and an unsure part says so. `born` is YYYY, YYYY-MM or YYYY-MM-DD."""

    chosen_name = EncryptedText()
    name_given = EncryptedText()
    name_unsure = models.BooleanField(default=False)
    born = EncryptedText()
    born_unsure = models.BooleanField(default=False)
    contact = EncryptedText()

    classes = {
        "chosen_name": Class.IDENTITY,
        "name_given": Class.IDENTITY,
        "name_unsure": Class.IDENTITY,
        "born": Class.IDENTITY,
        "born_unsure": Class.IDENTITY,
        "contact": Class.CONTACT,
    }


class PersonKey(VaultModel):
    """One keyed digest of what is said of a person, so that whoever may be meant is found without opening a row."""

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="keys")
    kind = models.CharField(max_length=10)
    digest = models.BinaryField(max_length=16, db_index=True)

    classes = {"participant": Class.IDENTITY, "kind": Class.ADMINISTRATIVE, "digest": Class.IDENTITY}

    class Meta(VaultModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["participant", "kind", "digest"], name="personkey_once"),
        ]
