"""How long a figure or a verification counts as fresh at this site."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

_YEARS = [MinValueValidator(1), MaxValueValidator(3 * 365)]


class DirectoryPreferences(models.Model):
    """One row. Without it the defaults hold."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    verify_days = models.PositiveSmallIntegerField(default=180, validators=_YEARS)
    fresh_hours = models.PositiveSmallIntegerField(default=24, validators=[MinValueValidator(1)])
    link_days = models.PositiveSmallIntegerField(default=14, validators=[MinValueValidator(1), MaxValueValidator(90)])

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_row_of_directory_preferences")]


class FreshFor(models.Model):
    """For how many hours a figure in this unit is fresh. Units of no row here follow the site's own number."""

    unit = models.CharField(max_length=100, unique=True)
    hours = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(24 * 90)])

    class Meta:
        ordering = ["unit"]
