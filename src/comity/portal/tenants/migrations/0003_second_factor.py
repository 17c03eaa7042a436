"""Whether a programme asks its members' people for a second factor, as it asks the Secretariat's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenants", "0002_survey_gate")]

    operations = [
        migrations.AddField("programme", "members_second_factor", models.BooleanField(default=False))
    ]
