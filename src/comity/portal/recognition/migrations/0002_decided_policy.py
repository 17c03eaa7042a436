"""A decision keeps the policy that it was held against, so that the next one begins with it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("recognition", "0001_initial")]

    operations = [migrations.AddField("decided", "policy", models.JSONField(default=dict))]
