"""Monitoring: detectors and rules, and the findings that they leave."""

from django.db.models.signals import post_migrate

from mingjian.core.language import Text
from mingjian.office.institution import KEEP, SEE, Findable, Institution, MenuItem, Thing


class Monitoring(Institution):
    name = "mingjian.institutions.monitoring"
    label = "monitoring"
    records_found = "monitoring:shops_found"
    title = Text("监测", "Monitoring")
    helps = {
        "": "judge-findings",
        "screen": "screen-a-file",
        "rules": "write-a-rule",
        "new_rule": "write-a-rule",
        "rule": "write-a-rule",
        "known_good": "write-a-rule",
    }
    menu = (
        MenuItem("monitoring:findings", Text("发现", "Findings"), SEE, power="monitoring.see_findings", is_daily=True),
        MenuItem("monitoring:rules", Text("规则", "Rules"), KEEP, power="monitoring.see_findings"),
        MenuItem("monitoring:nights", Text("夜间检测", "Nights"), KEEP, is_for_authorities=True, power="office.see_nights"),
        MenuItem("monitoring:nights", Text("夜间检测", "Nights"), KEEP, frozenset({"system", "security"})),
    )
    names = ("finding", "rule", "sample")
    enters = {
        "file_screened": Text("筛查文件", "File screened"),
        "detector_run": Text("运行检测器", "Detector run"),
        "rule_back_tested": Text("规则回测", "Rule back-tested"),
        "rule_run": Text("运行规则", "Rule run"),
        "rule_term_ended": Text("规则限期启用期满", "Bounded time of a rule over"),
        "rule_word_retired": Text("规则用词停用", "Word of a rule retired"),
    }
    things = (
        Thing("finding", "monitoring.Finding", "queries.finding_numbered", Text("发现", "Finding")),
        Thing("rule", "monitoring.Rule", "queries.rule_numbered", Text("规则", "Rule")),
        Thing("sample", "monitoring.Sample", "queries.sample_numbered", Text("规则样本", "Hit of a rule")),
        Thing("known_good", "monitoring.KnownGood", "queries.known_good_numbered", Text("无须关注的店铺", "Known-good shop")),
    )
    finds = (
        Findable(
            "finding",
            "monitoring.Finding",
            title=Text("发现", "Findings"),
            seen_by="queries.findings_visible_to",
            tells="findings.news.line_of",
            listed_at="monitoring:findings",
            is_sounded=False,
        ),
    )
    in_bulk = ("monitoring.Finding",)
    not_held = {
        "monitoring.FindingCount": "counted out of findings, anew at any time",
        "monitoring.ShopCount": "counted out of findings, anew at any time",
        "monitoring.FindingChange": "what the counts of findings do not hold yet",
    }
    triggers = "services.counts.statements"
    drifts = {
        "monitoring.RuleWord": ("confirmed", "rejected"),  # counted up from what came of clues
        "monitoring.Finding": ("name", "seen_at", "gone_at", "gone_why"),  # what each run saw again, however often
    }
    news = ("findings.news.new_findings", "rules.news.rules_to_approve", "rules.news.known_good_to_look_at")
    panels = ("panels.on_finding", "panels.on_load")
    routers = {"/findings": "findings.api.router", "/screen": "runs.api.router"}
    sweeps = ("sweeps.add_findings_up", "sweeps.end_terms_of_rules", "sweeps.retire_words", "sweeps.learn_from_verdicts")
    warms = ("queries.detector_titles",)
    looks = ("demo.looks_over_the_lake",)
    demo = ("demo.write_a_rule",)

    def ready(self) -> None:
        """Let each migration leave the triggers that enter changes of findings."""

        def make_triggers(**told: object) -> None:
            from mingjian.institutions.monitoring.services import counts  # with detectors, which no process needs that does not migrate (decision 130)

            counts.make_triggers(**told)

        post_migrate.connect(make_triggers, sender=self, weak=False)
