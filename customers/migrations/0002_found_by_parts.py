from django.db import migrations

from cvety.core.migrating import AddSearchIndexWhileInUse


class Migration(migrations.Migration):

    atomic = False  # built while the shop works

    dependencies = [
        ('customers', '0001_initial'),
    ]

    operations = [
        AddSearchIndexWhileInUse(model_name='customer', column='search_text', name='customer_by_parts'),
    ]
