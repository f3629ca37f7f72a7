from django.db import migrations


def dar_por_celebrados(apps, schema_editor):
    """Those of which somebody had written what happened were held: what is known of them comes from a document."""
    apps.get_model("encuentros", "Encuentro").objects.exclude(resultado="").update(estado="informado")


class Migration(migrations.Migration):

    dependencies = [("encuentros", "0002_encuentro_completo")]

    operations = [migrations.RunPython(dar_por_celebrados, migrations.RunPython.noop)]
