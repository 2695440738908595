from django.db import migrations, models

from cvety.core.migrating import AddIndexWhileInUse


class Migration(migrations.Migration):

    atomic = False  # built while the shop works

    dependencies = [
        ('orders', '0007_lists_by_index'),
    ]

    operations = [
        AddIndexWhileInUse(
            model_name='order',
            index=models.Index(condition=models.Q(('archived_at', None), ('courier__isnull', False)), fields=['shop', 'courier', '-created_at', '-id'], name='order_newest_of_courier'),
        ),
    ]
