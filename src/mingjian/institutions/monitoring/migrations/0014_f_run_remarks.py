from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('monitoring', '0013_run_purpose'),
    ]

    operations = [
        migrations.AddField(
            model_name='run',
            name='remarks',
            field=models.JSONField(default=list, help_text='what it could not judge for want of data: pairs of zh and en'),
        ),
    ]
