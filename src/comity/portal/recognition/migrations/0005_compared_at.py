"""When protocols were compared, so that their files can go when their time is over; of rows so far it begins today."""

from django.db import migrations, models
from django.utils import timezone


class Migration(migrations.Migration):
    dependencies = [("recognition", "0004_compared_criteria")]

    operations = [
        migrations.AddField(
            "compared", "at", models.DateTimeField(default=timezone.now), preserve_default=False
        ),
    ]
