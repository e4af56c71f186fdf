"""A line of the ledger. Ids and reason codes only, never names or notes. The database refuses to change one."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """Who did what to which thing, for what purpose, when. `digest` seals this line and all before it in its chain."""

    chain = models.CharField(max_length=64)
    sequence = models.BigIntegerField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    act = models.CharField(max_length=64)
    subject_kind = models.CharField(max_length=64)
    subject_id = models.CharField(max_length=64)
    purpose = models.CharField(max_length=64, blank=True)
    detail = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name_plural = "entries"
        constraints = [
            models.UniqueConstraint(fields=["chain", "sequence"], name="ledger_one_line_per_place"),
            models.UniqueConstraint(fields=["previous"], name="ledger_no_fork"),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="ledger_by_subject"),
            models.Index(fields=["at"], name="ledger_by_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.chain}:{self.sequence} {self.act}"


class Subject(models.Model):
    """Somebody or something that a list showed. The line's detail holds the number and the digest of all of them.

    No foreign key in the database: it would be checked for every row while all other writers wait. Lines are never
    removed, and `verify_stored` finds a subject without one.
    """

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="subjects", db_constraint=False)
    kind = models.CharField(max_length=64)
    subject_id = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject_id", "entry"], name="ledger_subject_once_a_line"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"
