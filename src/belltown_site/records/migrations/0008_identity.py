import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import belltown_site.records.fields
from belltown.linkage.described import Described, phones_in
from belltown_site.records.name_keys import contact_keys_of, keys_of


def index_anew(apps, schema_editor):
    """Whoever is there is found by the new keys too: the parts of names, their sounds, short names, telephone."""
    cursor = schema_editor.connection.cursor()
    walled = schema_editor.connection.vendor == "postgresql"
    if walled:
        cursor.execute("SELECT set_config('belltown.service', 'worker', true)")
    key_model = apps.get_model("records", "PersonKey")
    for row in apps.get_model("records", "Participant").objects.iterator(chunk_size=200):
        key_model.objects.filter(participant=row).delete()
        key_model.objects.bulk_create(
            key_model(participant=row, kind=key.kind, digest=key.digest)
            for key in (*keys_of(described(row)), *contact_keys_of(row.contact))
        )
    if walled:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def described(row):
    return Described(
        names=tuple(name for name in (row.chosen_name, row.name_given) if name),
        born=(row.born,) if row.born else (),
        phones=phones_in(row.contact),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_signing_in"),
        ("records", "0007_papers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Alias",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("written_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("name", belltown_site.records.fields.EncryptedText(blank=True)),
                ("kind", models.CharField(max_length=10)),
                ("unsure", models.BooleanField(default=False)),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="aliases", to="records.participant"
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["written_at", "created_at"],
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["chosen", "given", "alias", "former"])),
                        name="alias_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="alias_ended_who_and_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BirthDate",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("written_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("born", belltown_site.records.fields.EncryptedText(blank=True)),
                ("about", models.BooleanField(default=False)),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="birth_dates",
                        to="records.participant",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["written_at", "created_at"],
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="birthdate_ended_who_and_when",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("reasons", models.JSONField(default=list)),
                ("linked_at", models.DateTimeField()),
                ("unlinked_at", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "left",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.participant"
                    ),
                ),
                (
                    "linked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "right",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.participant"
                    ),
                ),
                (
                    "unlinked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["linked_at", "created_at"],
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("unlinked_at__isnull", True), ("unlinked_by__isnull", True)),
                            models.Q(("unlinked_at__isnull", False), ("unlinked_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="link_unlinked_who_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("left__lt", models.F("right"))), name="link_smaller_id_first"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("unlinked_at__isnull", True)),
                        fields=("agency", "left", "right"),
                        name="link_one_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NotSame",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("said_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "left",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.participant"
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "right",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.participant"
                    ),
                ),
                (
                    "said_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["said_at", "created_at"],
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lifted_at__isnull", True), ("lifted_by__isnull", True)),
                            models.Q(("lifted_at__isnull", False), ("lifted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="notsame_lifted_who_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("left__lt", models.F("right"))), name="notsame_smaller_id_first"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at__isnull", True)),
                        fields=("agency", "left", "right"),
                        name="notsame_one_open",
                    ),
                ],
            },
        ),
        migrations.RunPython(index_anew, migrations.RunPython.noop),
    ]
