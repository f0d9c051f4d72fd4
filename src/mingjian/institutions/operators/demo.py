"""What operators put on the demo's desks: a subject file opened from a finding, a request to the platform answered in part, and a report to be examined."""

from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.utils.timezone import localdate, now

from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.operators.acts import bring_report, open_subject
from mingjian.institutions.operators.models import Report, Subject
from mingjian.institutions.operators.services.known import behind_finding
from mingjian.institutions.operators.services.requests import FieldRequest, ask_about
from mingjian.office.demo import Staff
from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.dossiers.transition import take
from mingjian.office.files.storage import Brought

REPORT = "店铺编号,店铺名称,经营者名称,统一社会信用代码,地址,联系电话\nD1,山货小铺,桐庐某商贸有限公司,91330122MA00000000,桐庐县城南街道,057100000000\n"
GROUND = "《电子商务法》第二十五条，《网络交易监督管理办法》第三十四条"


def keep_one(staff: Staff, folder: Path) -> None:
    """Open the file of whoever is behind a finding of the county, ask the platform, and let it answer in part, once."""
    found = Finding.objects.filter(department=staff["county"].department).exclude(shop="").order_by("-score", "pk").first()
    if Subject.objects.exists() or Report.objects.exists():
        return
    with transaction.atomic():
        if found is not None:
            _ask(staff, found)
        _state(staff)
        bring_report(by=staff["platform"], at=now() - timedelta(days=1), report_file=Brought([REPORT.encode("utf-8-sig")], "经营者信息.csv"))


def _ask(staff: Staff, found: Finding) -> None:
    officer, at = staff["county"], now() - timedelta(days=3)
    told = behind_finding(found, officer)
    subject = open_subject(by=officer, at=at, subject_kind=told.kind, subject_name=told.name, subject_code=told.uscc, ties=told.ties)
    dossier = ask_about(subject, FieldRequest(("identity", "contact", "sales"), "查明经营者和销售数量", GROUND, "最近三个月"), by=officer, at=at)
    platform = staff["platform"].department
    assert platform is not None  # noqa: S101 - the demo's officers have departments
    letter = {"asked_provider": platform.pk, "letter_number": "桐市监协〔2026〕1号", "provide_until": (localdate() + timedelta(days=10)).isoformat()}
    take(dossier, "ask_provider", by=officer, at=at + timedelta(hours=1), given=letter)
    take(dossier, "ask_provider", by=staff["head"], at=at + timedelta(hours=2), given=letter)
    answered = {"answer": "先行提供联系电话；销售明细三日内提供。", "identity_phone": "13800001234"}
    take(dossier, "provide_part", by=staff["platform"], at=at + timedelta(days=1), given=answered)


def _state(staff: Staff) -> None:
    """Let the platform state what it did about sham transactions in the last quarter; the city is to hold it against later data."""
    clerk, city, at = staff["platform"], staff["city"].department, now() - timedelta(days=4)
    assert city is not None  # noqa: S101 - the demo's officers have departments
    papers: dict[str, object] = {"statement_from": f"{localdate(at) - timedelta(days=95)}", "statement_to": f"{localdate(at) - timedelta(days=5)}"}
    papers |= {"brushing_measure": "sales_removed", "brushing_rule": "平台规则“虚假交易”一节", "brushing_shops": "12", "brushing_orders": "3400"}
    papers |= {"automation": "assisted", "rank_effect": "剔除后所示销量下降四成，搜索排序随之下降。"}
    dossier = open_any(Request("brushing_statement", "第三季度剔除虚假销量的说明", papers=papers), by=clerk, at=at)
    take(dossier, "send", by=clerk, at=at + timedelta(hours=1), given={"supervising_department": city.pk})
