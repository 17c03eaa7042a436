"""What was compared keeps the criteria that it was compared by; until now they were the ones that come with Comity."""

from django.db import migrations, models

NAME = "smeta-4p-6.0"
DIGEST = "sha256:6d79e030bd9d89008c1978e723f07892fe7a52b4fa69c0d90c3c4cc6b210ef0b"


class Migration(migrations.Migration):
    dependencies = [("recognition", "0003_notices")]

    operations = [
        migrations.AddField(
            "compared", "criteria", models.CharField(max_length=60, default=NAME), preserve_default=False
        ),
        migrations.AddField(
            "compared",
            "criteria_digest",
            models.CharField(max_length=80, default=DIGEST),
            preserve_default=False,
        ),
    ]
