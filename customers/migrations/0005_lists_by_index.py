from django.db import migrations, models

from cvety.core.migrating import AddIndexWhileInUse, AddPostgresIndexWhileInUse


class Migration(migrations.Migration):

    atomic = False  # built while the shop works

    dependencies = [
        ('customers', '0004_one_default_address'),
    ]

    operations = [
        AddIndexWhileInUse(
            model_name='customer',
            index=models.Index(condition=models.Q(('archived_at', None)), fields=['shop', '-created_at', '-id'], name='customer_newest'),
        ),
        AddIndexWhileInUse(
            model_name='customer',
            index=models.Index(condition=models.Q(('archived_at', None)), fields=['shop', 'name', 'id'], name='customer_by_name'),
        ),
        AddIndexWhileInUse(
            model_name='customer',
            index=models.Index(condition=models.Q(('archived_at', None)), fields=['shop', '-total_spent', '-id'], name='customer_spent'),
        ),
        AddIndexWhileInUse(
            model_name='customer',
            index=models.Index(condition=models.Q(('archived_at', None)), fields=['shop', '-orders_count', '-id'], name='customer_ordered'),
        ),
        AddPostgresIndexWhileInUse(
            model_name='customer',
            name='customer_last_buyer_first',
            definition='(shop_id, last_order_at DESC NULLS LAST, id DESC) WHERE archived_at IS NULL',
        ),
        AddPostgresIndexWhileInUse(
            model_name='customer',
            name='customer_last_buyer_last',
            definition='(shop_id, last_order_at, id) WHERE archived_at IS NULL',
        ),
        migrations.RemoveIndex(model_name='customer', name='customer_newest_first'),
    ]
