"""A day's work of a county: findings taken up, kits, clues handed on, files, readings, officers entered."""

from kits import add_item, name_part, open_kit
from people import at, department_of

from mingjian.core.rules import Rule
from mingjian.institutions.clues.grounds.acts import take_kit
from mingjian.institutions.clues.grounds.opening import take_up
from mingjian.institutions.clues.grounds.steps import separate_finding, take_in_finding
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake, Reported
from mingjian.institutions.clues.reporters.reveal import RevealableReporter
from mingjian.institutions.evidence.acts import Recorded, confirm_record, set_kit_aside
from mingjian.institutions.evidence.particulars import Purchase
from mingjian.institutions.evidence.reveal import RevealableKit
from mingjian.institutions.monitoring.findings.acts import set_aside
from mingjian.institutions.monitoring.models import Finding, Run, Sample, Trial
from mingjian.institutions.monitoring.rules.acts import judge_sample, keep_known_good, write_rule
from mingjian.office.dossiers.sweeps import sweep
from mingjian.office.dossiers.transition import take
from mingjian.office.files.revealable import reveal
from mingjian.office.files.storage import hand_out, seal
from mingjian.office.models import Dossier, Officer
from mingjian.office.people import consents
from mingjian.office.people.keys import make_key
from mingjian.office.people.staff import add_department, add_officer, grant, set_active

MORNING = at("2026-11-24 09:00")
WHY = {"purpose": "核查线索", "ground": "投诉举报处理办法"}


def findings(by: Officer) -> list[Finding]:
    """Two findings of a detector in one shop, one of a rule, and one in another."""
    rule = write_rule(title="仿品用语", content=Rule(kinds=("listing",), any_of=("高仿",)), source="", by=by, at=MORNING)
    trial = Trial.objects.create(rule=rule, kind="back_test", digest=rule.digest, at=MORNING, by=by, seconds=1, rows=7, hits=2)
    judge_sample(Sample.objects.create(trial=trial, subject_kind="listing", subject="甲网/L1", texts={}, spans=[]), verdict="right", by=by, at=MORNING)
    told = {"subject_kind": "listing", "score": 0.9, "reason_zh": "理由", "reason_en": "reason", "evidence_json": "{}", "found_at": MORNING}
    made = []
    for number, (detector, shop) in enumerate([("replica_words", "甲网/S1"), ("price_outlier", "甲网/S1"), (rule.key, "甲网/S1"), (rule.key, "甲网/S2")]):
        run = Run.objects.create(detector=detector, version="3", started_at=MORNING, ended_at=MORNING, by=by, department=by.department, digest=f"{number:064x}")
        one = {"run": run, "detector": detector, "subject": f"甲网/L{number}", "shop": shop, "department": by.department}
        made.append(Finding.objects.create(**told, **one))
    return made


def act_with_findings(who: dict[str, Officer]) -> Dossier:
    li = who["li"]
    first, second, third, fourth = findings(li)
    clue = take_up(first, by=li, at=MORNING)
    for one in (second, third):
        take_in_finding(clue.dossier, by=li, at=MORNING, finding=one.pk)
    separate_finding(clue.dossier, by=li, at=MORNING, finding=third.pk, reason="另案")
    set_aside(fourth, reason="转述", by=li, at=MORNING)
    keep_known_good(platform_name="甲网", shop_number="S2", known_good_kind="good", known_good_ground="已核", known_until=MORNING.date(), by=li, at=MORNING)
    return clue.dossier


def act_with_kits(who: dict[str, Officer]) -> Clue:
    li = who["li"]
    kits = [open_kit(Purchase("抖音 › 直播间 某某 @ 00:10:00", "化肥", "买到假化肥"), department=li.department, at=MORNING) for _ in range(2)]  # type: ignore[arg-type]
    set_kit_aside(kits[1], reason="无法联系", by=li, at=MORNING)
    item = add_item(kits[0], "goods", [b"\x89PNG\r\n\x1a\n0000"], "照片.png", at=MORNING)
    name_part(kits[0], "shop", "某某商行", rests_on=item, by=li, at=MORNING)
    confirm_record(kits[0], record=Recorded("order", "甲网", "123456789", "甲网导出", "9" * 64), by=li, at=MORNING)
    reveal(RevealableKit(kits[0]), **WHY, by=li, at=MORNING)
    return take_kit(kits[0], by=li, at=MORNING)


def act_on_clues(who: dict[str, Officer]) -> None:
    li, joined = who["li"], act_with_kits(who)
    clue = register(Intake(source="report", suspected_act="销售假冒化肥", content="某店", reporter=Reported("张三", "13800000000")), by=li, at=MORNING)
    reveal(RevealableReporter(clue), **WHY, by=li, at=MORNING)
    hand_out(li, seal([b"paper"], "笔录.txt", dossier=clue.dossier, by=li, at=MORNING).pk, MORNING)[1].close()
    take(joined.dossier, "join", by=li, at=MORNING, given={"joined_to": clue.dossier.number})
    take(clue.dossier, "dispatch", by=li, at=MORNING, given={"department": department_of("neighbour").pk, "note": "17"})
    take(clue.dossier, "accept", by=who["zhao"], at=MORNING)
    take(clue.dossier, "assign", by=who["qian"], at=MORNING, given={"assignee": who["zhao"].pk})
    sweep(at("2027-03-01 09:00"))


def act_as_administrators(who: dict[str, Officer]) -> None:
    told = {"name_zh": "建德市局", "name_en": "Jiande", "kind": "market_regulation", "level": "county", "region": "330182"}
    department = add_department(told, by=who["system"], at=MORNING)
    add_officer("new", department, name_zh="新来", by=who["system"], at=MORNING)
    new = Officer.objects.get(username="new")
    consents.give(consents.waiting().get(), by=who["security"], at=MORNING)
    grant(new, duty="work", roles=["officer"], by=who["security"], at=MORNING)
    consents.ask(new, "factor", why="手机丢失", by=who["security"], at=MORNING)
    consents.give(consents.waiting().get(), by=who["system"], at=MORNING)
    make_key(new, "系统", at=MORNING)
    set_active(new, False, by=who["system"], at=MORNING)
