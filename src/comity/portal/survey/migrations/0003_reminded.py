"""Whom a survey reminded, and when last, so that a second press on one day writes to nobody twice."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("survey", "0002_noise")]

    operations = [
        migrations.AddField(model_name="survey", name="reminded", field=models.JSONField(default=dict)),
    ]
