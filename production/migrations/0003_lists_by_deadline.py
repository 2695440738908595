from django.db import migrations, models

from cvety.core.migrating import AddIndexWhileInUse


class Migration(migrations.Migration):
    atomic = False  # built while the shop works

    dependencies = [("production", "0002_shortage")]

    operations = [
        AddIndexWhileInUse(
            model_name="productiontask",
            index=models.Index(
                fields=["shop", "deadline_at", "id"],
                condition=models.Q(("status__in", ["pending", "assigned", "in_progress"])),
                name="task_open_by_deadline",
            ),
        ),
        AddIndexWhileInUse(
            model_name="productiontask",
            index=models.Index(fields=["shop", "deadline_at", "id"], name="task_by_deadline"),
        ),
    ]
