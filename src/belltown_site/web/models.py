"""What wakes open pages, and who of several workers may do a job now. Nothing here is about a participant."""

from __future__ import annotations

from django.db import models


class Event(models.Model):
    """Something changed: a topic, an id and the kind of change. Pages fetch anew what they may see."""

    at = models.DateTimeField(db_index=True)
    topic = models.CharField(max_length=32)
    subject = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.topic} {self.kind}"


class JobLease(models.Model):
    """The worker that holds a job until a moment, and when the job is next due."""

    name = models.CharField(max_length=64, primary_key=True)
    holder = models.CharField(max_length=64, blank=True)
    held_until = models.DateTimeField()
    due_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
