"""What a verdict rests on, in numbers, so that it can be told what another rule would have made of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("protocols", "0003_rule_and_office")]

    operations = [
        migrations.AddField(model_name="case", name="numbers", field=models.JSONField(default=dict)),
    ]
