from typing import Any

from django.db import migrations, models
from django.db.models import F, Max, Window
from django.db.models.functions import RowNumber

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


class AddUniqueWhileInUse(migrations.AddConstraint):
    """Build the index that enforces it without keeping writers out, where the database can (PostgreSQL)."""

    atomic = False

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            # What a build that was cut off left behind.
            schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {self.constraint.name}")
            sql = str(self.constraint.create_sql(model, schema_editor))
            schema_editor.execute(sql.replace("CREATE UNIQUE INDEX", "CREATE UNIQUE INDEX CONCURRENTLY", 1))


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
