from django.db import migrations

from belltown_site.ledger import triggers


def forwards(_apps, schema_editor):
    triggers.install(schema_editor.connection)


def backwards(_apps, schema_editor):
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
