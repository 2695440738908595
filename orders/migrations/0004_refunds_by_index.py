from django.db import migrations, models

from cvety.core.migrating import AddIndexWhileInUse


class Migration(migrations.Migration):

    atomic = False  # built while the shop works

    dependencies = [
        ('orders', '0003_days_and_payments_by_index'),
    ]

    operations = [
        AddIndexWhileInUse(
            model_name='order',
            index=models.Index(condition=models.Q(('archived_at', None), ('payment_status', 'refund_due')), fields=['shop', 'status_changed_at'], name='order_refund_due'),
        ),
    ]
