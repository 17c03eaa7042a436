"""Each grant keeps the key that signed it; a body, when it was shredded."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def keys_of_desks(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Until now a desk's only key had signed all of its grants."""
    for row in apps.get_model("exchange", "GrantRow")._base_manager.select_related("body__desk"):
        row.public = row.body.desk.public
        row.save(update_fields=["public"])


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial")]

    operations = [
        migrations.AddField("grantrow", "public", models.TextField(default=""), preserve_default=False),
        migrations.AddField("sealedbody", "shredded_at", models.DateTimeField(null=True)),
        migrations.RunPython(keys_of_desks, migrations.RunPython.noop),
    ]
