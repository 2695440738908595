from django.db import migrations, models

from cvety.core.migrating import AddIndexWhileInUse, AddPostgresIndexWhileInUse


class Migration(migrations.Migration):

    atomic = False  # built while the shop works

    dependencies = [
        ('orders', '0006_found_by_parts'),
    ]

    operations = [
        AddIndexWhileInUse(
            model_name='order',
            index=models.Index(condition=models.Q(('archived_at', None)), fields=['shop', 'payment_status', '-created_at', '-id'], name='order_newest_by_payment'),
        ),
        AddIndexWhileInUse(
            model_name='order',
            index=models.Index(condition=models.Q(('archived_at', None)), fields=['shop', '-updated_at', '-id'], name='order_last_changed'),
        ),
        AddIndexWhileInUse(
            model_name='order',
            index=models.Index(condition=models.Q(('archived_at', None)), fields=['shop', '-total', '-id'], name='order_largest_first'),
        ),
        AddPostgresIndexWhileInUse(
            model_name='order',
            name='order_last_day_first',
            definition='(shop_id, delivery_date DESC NULLS LAST, id DESC) WHERE archived_at IS NULL',
        ),
    ]
