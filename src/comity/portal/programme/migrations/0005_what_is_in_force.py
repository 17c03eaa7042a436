"""Which lane serves a round is kept by the room of rounds, and previews by the rulebook. The tables stay as they are."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("programme", "0004_proposals")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel(name="PolicyPreview"),
                migrations.DeleteModel(name="RoundLane"),
            ]
        )
    ]
