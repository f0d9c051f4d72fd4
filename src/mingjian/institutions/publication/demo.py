"""What publication puts on the demo's desks: a penalty that the public sees, and one that waits for its release by another officer."""

from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.utils.timezone import localdate, now

from mingjian.institutions.cases.acts import describe_case
from mingjian.institutions.cases.amounts.acts import add_amount_line
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.matters.acts import add_exhibit, add_penalty
from mingjian.institutions.matters.queries import matter_of
from mingjian.institutions.publication.acts import draft_publication, release_publication
from mingjian.institutions.publication.models import Publication
from mingjian.office.demo import Staff
from mingjian.office.dossiers.transition import take
from mingjian.office.files.storage import seal
from mingjian.office.models import Officer

ACT = "销售侵犯注册商标专用权的商品"


def publish_some(staff: Staff, folder: Path) -> None:
    """Decide two small cases, publish one, and leave the other to be released, once."""
    if Publication.objects.exists():
        return
    begun = now() - timedelta(days=34)
    with transaction.atomic():
        shown = draft_publication(_decided("桐庐石桥鞋业有限公司（演示）", staff, begun), by=staff["county"], at=begun + timedelta(days=21))
        terms = {"display_term": "long", "repair_field": "general", "credit_class": "general"}
        terms = shown.proposed_for("release_publication") | terms
        release_publication(shown, by=staff["head"], at=begun + timedelta(days=22), **terms)
        draft_publication(_decided("江畔演示", staff, begun + timedelta(days=6)), by=staff["county"], at=now() - timedelta(hours=3))


def _decided(party: str, staff: Staff, at: datetime) -> Case:
    """Take a case from its filing to the decision, each step by whoever takes it."""
    county, head, reviewer = staff["county"], staff["head"], staff["reviewer"]
    case = file_case(Filing(f"{party}售假案", county, head, None, party, ACT), by=head, at=at)
    told = {"act": "trademark_infringement", "field": "clothing_shoes", "acted_on": localdate(at) - timedelta(days=9), "broken": "trademark_law/57"}
    describe_case(case, told=told, by=county, at=at)
    proof = seal([f"{party}的交易明细（演示）".encode()], "交易明细.csv", dossier=case.dossier, by=county, at=at).sha256
    line = {"amount_kind": "sold", "goods_name": "运动鞋", "quantity": "60", "price_basis": "actual", "unit_price": "199.00", "amount_proofs": proof}
    add_amount_line(case, by=county, at=at, **line)
    _prove(case, proof, county, at)
    intended = {"penalty_intended": "没收侵权商品，罚款 20000 元。", "hearing_right": "no_right"}
    served = {**intended, "served_on": localdate(at + timedelta(days=8)).isoformat()}
    report = {"final_report": "当事人网店销售仿冒运动鞋六十双。", "discretion_reasons": "初次违法，配合调查。"}
    decision = {"penalty": f"对{party}没收侵权商品，罚款 20000 元。", "registered_in": "here", "fine": "20000", "discretion_reasons": "初次违法。"}
    for day, by, name, given in (
        (1, county, "investigate", {}),
        (1, head, "investigate", {}),
        (5, county, "finish_investigation", report),
        (5, head, "finish_investigation", {}),
        (6, county, "submit_for_review", {}),
        (7, reviewer, "review", {"review_opinion": "事实清楚，同意。"}),
        (8, county, "settle_notice", intended),
        (8, head, "settle_notice", {}),
        (8, county, "inform", served),
        (20, head, "decide_penalty", decision),
    ):
        take(case.dossier, name, by=by, at=at + timedelta(days=day), given=given)
    return case


#: What proves each thing that has to be proven: kind, title, who made it, what it shows.
PROOFS = {
    "subject": ("document", "营业执照复印件", "当事人", "当事人的主体资格"),
    "act": ("data", "网店页面网页取证", "桐庐县市场监督管理局", "当事人在网店销售标称某品牌的运动鞋"),
    "goods": ("expert", "商品鉴别意见", "商标权利人", "所售运动鞋不是权利人生产或者授权生产的商品"),
    "right": ("document", "商标注册信息查询结果", "商标权利人", "涉案商标的注册号、类别和专用权期限"),
}


def _prove(case: Case, sales: str, county: Officer, at: datetime) -> None:
    """Enter in the matter of a case what proves each thing that has to be proven, and the items of its penalty."""
    matter = matter_of(case.dossier)
    if matter is None:
        return
    for element, (kind, title, maker, shows) in PROOFS.items():
        told = {"exhibit_kind": kind, "exhibit_title": title, "exhibit_maker": maker, "exhibit_shows": shows, "exhibit_proves": element}
        add_exhibit(matter, by=county, at=at, exhibit_made_on=localdate(at).isoformat(), **told)
    told = {
        "exhibit_kind": "data",
        "exhibit_title": "交易明细",
        "exhibit_maker": "平台",
        "exhibit_shows": "已销售的数量、单价和金额",
        "exhibit_proves": "amount",
    }
    add_exhibit(matter, by=county, at=at, exhibit_file=sales, **told)
    add_penalty(matter, by=county, at=at, penalty_kind="correct", penalty_words="立即停止销售侵犯注册商标专用权的商品")
    add_penalty(matter, by=county, at=at, penalty_kind="goods", penalty_words="侵权运动鞋")
    add_penalty(matter, by=county, at=at, penalty_kind="fine", penalty_sum="20000")
