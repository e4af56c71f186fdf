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
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="ledger_by_subject")]

    def __str__(self) -> str:
        return f"{self.chain}:{self.sequence} {self.act}"
