"""A benchmark may rest on a log of the portal's own, named by its digest."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("membership", "0002_reminders"),
    ]

    operations = [
        migrations.AddField(
            model_name="recordedbenchmark",
            name="evidence",
            field=models.CharField(blank=True, max_length=80),
        ),
    ]
