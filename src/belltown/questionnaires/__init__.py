"""Questionnaires as data: screening instruments with licence and scoring, and a site's own forms, without code."""
