from typing import Any

from django.db import migrations, models
from django.db.models import OuterRef, Subquery

from cvety.core.migrating import AddUniqueWhileInUse


def choose(apps: Any, schema_editor: Any) -> None:
    """Leave every product with pictures one main one: the first as they were shown."""
    images = apps.get_model("catalog", "ProductImage").objects.using(schema_editor.connection.alias)
    of_the_product = images.filter(product=OuterRef("product")).order_by("-is_main", "position", "pk")
    first = Subquery(of_the_product.values("pk")[:1])
    images.filter(is_main=True).exclude(pk=first).update(is_main=False)
    images.filter(is_main=False, pk=first).update(is_main=True)


class Migration(migrations.Migration):

    atomic = False  # the index is built while the shop works

    dependencies = [
        ('catalog', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(choose, migrations.RunPython.noop),
        AddUniqueWhileInUse(
            model_name='productimage',
            constraint=models.UniqueConstraint(
                condition=models.Q(('is_main', True)), fields=('product',), name='one_main_image_per_product'
            ),
        ),
    ]
