import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("monitoring", "0014_run_remarks"),
        ("office", "0026_awaiting_rows"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("until", models.DateTimeField(help_text="when it was replaced")),
                ("subject", models.CharField(max_length=200)),
                ("score", models.FloatField()),
                ("reason_zh", models.TextField()),
                ("reason_en", models.TextField()),
                ("evidence_json", models.TextField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("taken_up", "Taken up"),
                            ("set_aside", "Set aside"),
                            ("spared", "Known-good shop"),
                            ("gone", "No longer found"),
                        ],
                        max_length=12,
                    ),
                ),
                ("status_at", models.DateTimeField(blank=True, null=True)),
                ("status_reason", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "ordering": ["-until", "-id"],
            },
        ),
        migrations.AddField(
            model_name="finding",
            name="gone_at",
            field=models.DateTimeField(blank=True, help_text="when a run first did not find it again", null=True),
        ),
        migrations.AddField(
            model_name="finding",
            name="gone_why",
            field=models.CharField(
                blank=True,
                choices=[
                    ("withdrawn", "the lake no longer holds what it is about"),
                    ("corrected", "what it is about was stated anew"),
                    ("register", "a register that it was held against changed"),
                    ("version", "the detector looks in another way since"),
                    ("judge", "the trained judge or the pictures that it rests on changed"),
                    ("figures", "the figures of the records that came since no longer bear it out"),
                    ("merged", "another finding of the same thing says it"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="finding",
            name="name",
            field=models.CharField(
                blank=True, help_text="SHA-256 of what found what, whatever the sentence: see `name_of`; empty of hits of rules", max_length=64
            ),
        ),
        migrations.AddField(
            model_name="finding",
            name="seen_at",
            field=models.DateTimeField(blank=True, help_text="when a run last found it again, after somebody had decided on it", null=True),
        ),
        migrations.AlterField(
            model_name="finding",
            name="run",
            field=models.ForeignKey(
                help_text="the run that said what it says now", on_delete=django.db.models.deletion.PROTECT, related_name="findings", to="monitoring.run"
            ),
        ),
        migrations.AlterField(
            model_name="finding",
            name="region_is_known",
            field=models.BooleanField(
                default=False,
                help_text="false where no record tells the subject's region: it is for the platform's seat then, else for whoever ran it",
            ),
        ),
        migrations.AlterField(
            model_name="finding",
            name="status",
            field=models.CharField(
                choices=[("new", "New"), ("taken_up", "Taken up"), ("set_aside", "Set aside"), ("spared", "Known-good shop"), ("gone", "No longer found")],
                default="new",
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.UniqueConstraint(condition=models.Q(("name", ""), _negated=True), fields=("name",), name="finding_once"),
        ),
        migrations.AddField(
            model_name="revision",
            name="finding",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="revisions", to="monitoring.finding"),
        ),
        migrations.AddField(
            model_name="revision",
            name="run",
            field=models.ForeignKey(help_text="the run that said it", on_delete=django.db.models.deletion.PROTECT, related_name="+", to="monitoring.run"),
        ),
        migrations.AddField(
            model_name="revision",
            name="status_by",
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
    ]
