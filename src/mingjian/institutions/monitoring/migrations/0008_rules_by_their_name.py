"""A rule is called a rule in the tables, too."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("monitoring", "0007_opinion")]

    operations: ClassVar = [
        migrations.RemoveConstraint(model_name="watchword", name="word_once_a_rule"),
        migrations.RenameModel("Watch", "Rule"),
        migrations.RenameModel("WatchWord", "RuleWord"),
        migrations.RenameField("ruleword", "watch", "rule"),
        migrations.RenameField("trial", "watch", "rule"),
        migrations.AddConstraint(
            model_name="ruleword",
            constraint=models.UniqueConstraint(fields=("rule", "word"), name="word_once_a_rule"),
        ),
    ]
