from django.db import migrations

from belltown_site.records import row_security


def forwards(_apps, schema_editor):
    row_security.install(schema_editor.connection)


def backwards(_apps, schema_editor):
    row_security.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("records", "0003_consent"), ("accounts", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
