"""What all protocols have in common, counted."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("protocols", "0001_initial"),
        ("tenants", "0003_second_factor"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Convergence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("criteria", models.CharField(max_length=60)),
                ("criteria_digest", models.CharField(max_length=80)),
                ("on", models.DateField()),
                ("at", models.DateTimeField()),
                ("told", models.JSONField()),
                ("memory_key", models.CharField(blank=True, max_length=64)),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.programme",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
    ]
