"""The rule that a case is judged by is kept with it; and a case may be handed on to another office."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("protocols", "0002_convergence"), ("tenants", "0001_initial")]

    operations = [
        migrations.AddField(model_name="case", name="rule", field=models.JSONField(default=dict)),
        migrations.AddField(model_name="case", name="verdict_rule", field=models.JSONField(default=dict)),
        migrations.AddField(model_name="case", name="begins_anew", field=models.BooleanField(default=False)),
        migrations.AddField(
            model_name="case",
            name="next_reviewer",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="tenants.organisation",
            ),
        ),
    ]
