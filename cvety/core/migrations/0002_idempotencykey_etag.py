from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="idempotencykey",
            name="etag",
            field=models.CharField(
                db_default="", default="", help_text="The version that was answered", max_length=64
            ),
        ),
    ]
