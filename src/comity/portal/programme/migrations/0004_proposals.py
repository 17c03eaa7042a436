"""Rules and criteria are proposed by one person and adopted by a second one; criteria are the programme's to choose."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F


def count_as_adopted(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """What was set before counted at once, by whoever set it."""
    apps.get_model("programme", "EquivalenceRule").objects.update(adopted_at=F("at"))


def drop_proposals(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Without the field they would count."""
    apps.get_model("programme", "EquivalenceRule").objects.filter(adopted_at=None).delete()


def person() -> "models.ForeignKey[object, object]":
    return models.ForeignKey(
        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
    )


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0003_equivalence_rule"),
        ("tenants", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="equivalencerule", name="adopted_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(model_name="equivalencerule", name="adopted_by", field=person()),
        migrations.RunPython(count_as_adopted, drop_proposals),
        migrations.CreateModel(
            name="CriteriaVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("adopted_at", models.DateTimeField(null=True)),
                ("name", models.CharField(max_length=60)),
                ("digest", models.CharField(max_length=80)),
                ("text", models.TextField()),
                ("note", models.CharField(max_length=300)),
                ("remarks", models.JSONField(default=list)),
                ("follows", models.CharField(max_length=80)),
                ("steps", models.JSONField(default=list)),
                ("adopted_by", person()),
                ("person", person()),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.programme"
                    ),
                ),
            ],
            options={"ordering": ["-number"], "abstract": False},
        ),
        migrations.AddConstraint(
            model_name="criteriaversion",
            constraint=models.UniqueConstraint(
                fields=("programme", "number"), name="one-criteria-version-a-number"
            ),
        ),
    ]
