"""Whose business a person is, is written down for the person too: the wall is taken down and put up anew."""

from django.db import migrations

from belltown_site.records import row_security


def anew(_apps, schema_editor):
    row_security.remove(schema_editor.connection)
    row_security.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("records", "0004_row_security")]
    operations = [migrations.RunPython(anew, anew)]
