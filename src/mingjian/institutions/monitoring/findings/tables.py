"""Findings as tables: each by itself, and one line a shop."""

from operator import attrgetter

from mingjian.core.language import Text
from mingjian.institutions.monitoring.exhibits.spans import headline
from mingjian.institutions.monitoring.findings.services.shops import OfShop
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.monitoring.queries import detector_titles
from mingjian.office.lists.tables import OF_DEPARTMENT, Column, Table


def _detector(row: Finding) -> object:
    known = detector_titles().get(row.detector)
    return known.title if known else row.detector


FINDINGS = Table(
    "findings",
    Text("发现", "Findings"),
    (
        Column(Text("编号", "Number"), attrgetter("pk")),
        Column(Text("检测器", "Detector"), _detector),
        Column(Text("对象", "Subject"), attrgetter("subject")),
        Column(Text("网店", "Shop"), attrgetter("shop")),
        Column(Text("商品或者文字", "Listing or text"), headline),
        Column(Text("分值", "Score"), attrgetter("score")),
        Column(Text("理由", "Reason"), attrgetter("reason")),
        Column(Text("其他可能的解释", "What else it could be"), lambda row: "\n".join(row.innocent)),
        Column(Text("状态", "Status"), lambda row: row.get_status_display()),
        Column(Text("处理时间", "Settled"), attrgetter("status_at")),
        OF_DEPARTMENT,
        Column(Text("发现时间", "Found"), attrgetter("found_at")),
    ),
)


def _detectors(row: OfShop) -> object:
    return "\n".join(f"{title} {count}" for title, count in row.detectors)


BY_SHOP = Table(
    "findings-by-shop",
    Text("按网店汇总的发现", "Findings by shop"),
    (
        Column(Text("网店或者对象", "Shop or subject"), attrgetter("about")),
        Column(Text("名称", "Name"), attrgetter("name")),
        Column(Text("经营者", "Operator"), attrgetter("operator")),
        Column(Text("发现数", "Findings"), attrgetter("count")),
        Column(Text("各检测器", "By detector"), _detectors),
        Column(Text("最高分值", "Highest score"), attrgetter("best")),
    ),
)
