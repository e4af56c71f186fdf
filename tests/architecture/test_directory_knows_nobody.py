"""The directory and its formats know of no participant: nothing of the vault is imported, no table points at it."""

import ast
from pathlib import Path

import pytest
from django.apps import apps

import belltown.exchange
import belltown_site.directory

FOLDERS = [Path(next(iter(one.__path__))) for one in (belltown.exchange, belltown_site.directory)]
FILES = sorted(file for folder in FOLDERS for file in folder.rglob("*.py"))
FORBIDDEN = ("belltown_site.records", "belltown_site.desks")


def imported(file):
    """Every module that a file imports, at its head or in a function."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{one.name}" for one in node.names)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_nothing_of_the_vault_is_imported(file):
    assert not [name for name in imported(file) if name.startswith(FORBIDDEN)]


def test_there_are_files_to_look_at():
    assert len(FILES) > 25


def test_no_table_of_the_directory_points_at_the_vault():
    pointed = {
        field.related_model._meta.app_label
        for model in apps.get_app_config("directory").get_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created
    }
    assert pointed <= {"directory", "accounts"}
