"""Monitoring: detectors and rules, and the findings that they leave."""

from mingjian.core.language import Text
from mingjian.office.institution import KEEP, SEE, Findable, Institution, Room


class Monitoring(Institution):
    name = "mingjian.institutions.monitoring"
    label = "monitoring"
    title = Text("监测", "Monitoring")
    rooms = (Room("monitoring:findings", Text("发现", "Findings"), SEE), Room("monitoring:rules", Text("规则", "Rules"), KEEP))
    enters = {
        "detector_run": Text("运行检测器", "Detector run"),
        "finding_set_aside": Text("发现不予跟进", "Finding set aside"),
        "rule_written": Text("撰写规则", "Rule written"),
        "rule_revised": Text("修改规则", "Rule revised"),
        "rule_back_tested": Text("规则回测", "Rule back-tested"),
        "rule_into_shadow": Text("规则转入试运行", "Rule sent into shadow"),
        "rule_hit_judged": Text("判断规则样本", "Hit of a rule judged"),
        "rule_submitted": Text("规则报批", "Rule submitted"),
        "rule_approved": Text("批准规则", "Rule approved"),
        "rule_sent_back": Text("退回规则", "Rule sent back"),
        "rule_retired": Text("规则退役", "Rule retired"),
        "rule_run": Text("运行规则", "Rule run"),
        "rule_word_retired": Text("规则用词退役", "Word of a rule retired"),
        "known_good_kept": Text("列入无须关注名单", "Shop put on the known-good list"),
        "known_good_dropped": Text("移出无须关注名单", "Shop taken off the known-good list"),
    }
    finds = (Findable("finding", "monitoring.Finding"),)
    news = ("findings.news.new_findings", "rules.news.rules_to_approve")
    panels = ("panels.on_finding", "panels.on_load")
    routers = {"/findings": "findings.api.router", "/screen": "runs.api.router"}
    sweeps = ("sweeps.retire_words", "sweeps.learn_from_verdicts")
    warms = ("queries.detector_titles",)
    demo = ("demo.write_a_rule",)
