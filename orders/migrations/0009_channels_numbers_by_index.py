from django.db import migrations, models

from cvety.core.migrating import AddIndexWhileInUse


class Migration(migrations.Migration):

    atomic = False  # built while the shop works

    dependencies = [
        ('orders', '0008_lists_of_couriers_by_index'),
    ]

    operations = [
        AddIndexWhileInUse(
            model_name='order',
            index=models.Index(condition=models.Q(('archived_at', None), ('external_id__gt', '')), fields=['shop', 'external_id', '-created_at', '-id'], name='order_by_external_id'),
        ),
    ]
