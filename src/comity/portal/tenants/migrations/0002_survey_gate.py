"""Whether standing in a programme hangs on its yearly survey."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenants", "0001_initial")]

    operations = [migrations.AddField("programme", "survey_is_gate", models.BooleanField(default=False))]
