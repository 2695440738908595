from django.db import migrations, models

from cvety.core.migrating import AddIndexWhileInUse


class Migration(migrations.Migration):

    atomic = False  # built while the shop works

    dependencies = [
        ('warehouse', '0005_outcome_of_a_count'),
    ]

    operations = [
        AddIndexWhileInUse(
            model_name='stockmovement',
            index=models.Index(condition=models.Q(('kind', 'writeoff')), fields=['shop', '-created_at'], name='movement_thrown_away'),
        ),
    ]
