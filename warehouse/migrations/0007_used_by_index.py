from django.db import migrations, models

from cvety.core.migrating import AddIndexWhileInUse


class Migration(migrations.Migration):

    atomic = False  # built while the shop works

    dependencies = [
        ('warehouse', '0006_thrown_away_by_index'),
    ]

    operations = [
        AddIndexWhileInUse(
            model_name='stockmovement',
            index=models.Index(condition=models.Q(('kind__in', ['sale', 'correction'])), fields=['shop', 'created_at'], name='movement_used'),
        ),
    ]
