from django.db import migrations, models

from cvety.core.migrating import AddIndexWhileInUse


class Migration(migrations.Migration):

    atomic = False  # built while the shop works

    dependencies = [
        ('orders', '0002_notes_and_photos_of_hand_over'),
    ]

    operations = [
        AddIndexWhileInUse(
            model_name='order',
            index=models.Index(condition=models.Q(('archived_at', None)), fields=['shop', 'delivery_date', 'window_from_at'], name='order_by_day'),
        ),
        AddIndexWhileInUse(
            model_name='order',
            index=models.Index(condition=models.Q(('archived_at', None), ('status__in', ['new', 'paid', 'assembled', 'delivery', 'self_pickup', 'issue'])), fields=['shop', 'delivery_date', 'window_from_at'], name='order_under_way'),
        ),
        AddIndexWhileInUse(
            model_name='payment',
            index=models.Index(fields=['shop', '-created_at', '-id'], name='payment_newest_first'),
        ),
    ]
