"""Fewer invented examples: a mutant that forty do not find is looked at by a person anyway."""

from hypothesis import settings

settings.register_profile("mutation", max_examples=40, database=None, deadline=None, derandomize=True)
settings.load_profile("mutation")
