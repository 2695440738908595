from django.db import migrations
from django.db.models import F


def note_what_was_waived(apps, schema_editor):
    """A waiver was a mark on the order and is a sum now: all that was due of those that carry the mark."""
    orders = apps.get_model("orders", "Order")._base_manager.using(schema_editor.connection.alias)
    waived = orders.filter(due_waived_at__isnull=False, due_waived=0, total__gt=F("paid_total"))
    waived.update(due_waived=F("total") - F("paid_total"))


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0010_waived_sum'),
    ]

    operations = [migrations.RunPython(note_what_was_waived, migrations.RunPython.noop, elidable=True)]
