"""What the figures of a year took of the privacy budget."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("survey", "0001_initial")]

    operations = [migrations.AddField("survey", "noise", models.JSONField(default=dict))]
