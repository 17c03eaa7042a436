"""What a reviewers' office is told of its own answers that hold, and the member is not."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("protocols", "0004_numbers")]

    operations = [
        migrations.AddField(model_name="papers", name="office_notes", field=models.JSONField(default=list)),
    ]
