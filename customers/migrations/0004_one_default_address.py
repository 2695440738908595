from typing import Any

from django.db import migrations, models
from django.db.models import F, Max, Window
from django.db.models.functions import RowNumber

from cvety.core.migrating import AddUniqueWhileInUse

CHUNK = 5000  # customers at a time, so that no transaction keeps writers waiting for long


def choose(apps: Any, schema_editor: Any) -> None:
    """Leave every customer with addresses one default: of several the oldest, of none the one used last."""
    addresses = apps.get_model("customers", "CustomerAddress").objects.using(schema_editor.connection.alias)
    last = addresses.aggregate(last=Max("customer_id"))["last"] or 0
    first_of_all = Window(
        RowNumber(),
        partition_by="customer_id",
        order_by=[F("is_default").desc(), F("last_used_at").desc(nulls_last=True), F("pk").asc()],
    )
    for start in range(0, last + 1, CHUNK):
        chunk = addresses.filter(customer_id__gte=start, customer_id__lt=start + CHUNK)
        chosen = chunk.annotate(place=first_of_all).filter(place=1).values_list("pk", flat=True)
        ids = set(chosen)
        wrong = [pk for pk in chunk.filter(is_default=True).values_list("pk", flat=True) if pk not in ids]
        addresses.filter(pk__in=wrong).update(is_default=False)
        lacking = chunk.filter(is_default=False).values_list("pk", flat=True)
        addresses.filter(pk__in=[pk for pk in lacking if pk in ids]).update(is_default=True)


class Migration(migrations.Migration):

    atomic = False  # chosen in parts, and the index built while the shop works

    dependencies = [
        ('customers', '0003_days_without_a_year'),
    ]

    operations = [
        migrations.RunPython(choose, migrations.RunPython.noop),
        AddUniqueWhileInUse(
            model_name='customeraddress',
            constraint=models.UniqueConstraint(
                condition=models.Q(('is_default', True)), fields=('customer',), name='customer_address_one_default'
            ),
        ),
    ]
