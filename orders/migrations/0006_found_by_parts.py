from django.db import migrations

from cvety.core.migrating import AddSearchIndexWhileInUse


class Migration(migrations.Migration):

    atomic = False  # built while the shop works

    dependencies = [
        ('orders', '0005_photos_of_problems'),
    ]

    operations = [
        AddSearchIndexWhileInUse(model_name='order', column='search_text', name='order_by_parts'),
    ]
