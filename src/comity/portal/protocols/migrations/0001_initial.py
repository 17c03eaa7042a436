"""The first tables of the room `protocols`, as Django 5.2.19 wrote them down."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("tenants", "0003_second_factor"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=120)),
                ("version", models.CharField(blank=True, max_length=40)),
                ("criteria", models.CharField(max_length=60)),
                ("criteria_digest", models.CharField(max_length=80)),
                ("protocol_digest", models.CharField(blank=True, max_length=80)),
                ("questions", models.PositiveIntegerField(default=0)),
                ("at", models.DateTimeField()),
                (
                    "reading",
                    models.CharField(
                        choices=[
                            ("stored", "waiting to be read"),
                            ("read", "read"),
                            ("unreadable", "cannot be read"),
                        ],
                        default="stored",
                        max_length=12,
                    ),
                ),
                ("state", models.CharField(default="draft", max_length=20)),
                ("moved_on", models.DateField(null=True)),
                ("valid_until", models.DateField(null=True)),
                ("covered", models.CharField(blank=True, max_length=12)),
                ("percent", models.CharField(blank=True, max_length=12)),
                ("with_halves", models.CharField(blank=True, max_length=12)),
                ("missing_critical", models.PositiveIntegerField(null=True)),
                ("unread", models.PositiveIntegerField(null=True)),
                ("log_digest", models.CharField(blank=True, max_length=80)),
                ("log_entries", models.PositiveIntegerField(default=0)),
                (
                    "assessor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.organisation",
                    ),
                ),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.programme"
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="LogPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first", models.PositiveIntegerField()),
                ("last", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("lines", models.TextField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="protocols.case"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.organisation",
                    ),
                ),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.programme"
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["first"],
            },
        ),
        migrations.CreateModel(
            name="Papers",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("filename", models.CharField(max_length=200)),
                ("key", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=80)),
                ("size", models.PositiveBigIntegerField()),
                ("reading_key", models.CharField(blank=True, max_length=64)),
                ("vectors_key", models.CharField(blank=True, max_length=64)),
                ("notes", models.JSONField(default=list)),
                ("message", models.TextField(blank=True)),
                ("remedy", models.TextField(blank=True)),
                ("history", models.JSONField(default=list)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="papers",
                        to="protocols.case",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.organisation",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.programme"
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                fields=("programme", "organisation", "number"), name="one-protocol-a-number"
            ),
        ),
        migrations.AddConstraint(
            model_name="logpart",
            constraint=models.UniqueConstraint(fields=("case", "first"), name="one-part-a-place"),
        ),
    ]
