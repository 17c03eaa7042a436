"""A request keeps the row of the common list at which it began: where the registry splits what it merged, it can go back."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F


def began_where_they_are(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("exchange", "Ask")._base_manager.update(listed_as=F("site_id"))


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_keys_of_grants_and_ends")]

    operations = [
        migrations.AddField(
            "ask",
            "listed_as",
            models.CharField(max_length=40, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.RunPython(began_where_they_are, migrations.RunPython.noop),
    ]
