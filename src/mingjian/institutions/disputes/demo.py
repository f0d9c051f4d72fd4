"""What complaints put on the demo's desks: one that the platform is to settle first, one that it calls settled, one in mediation."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from django.utils.timezone import localdate, now

from mingjian.institutions.disputes.consumers.acts import open_consumer_receipt
from mingjian.institutions.disputes.models import Complaint
from mingjian.institutions.disputes.opening.register import register
from mingjian.institutions.disputes.particulars.intake import Consumer, Intake
from mingjian.office.demo import Staff
from mingjian.office.dossiers.transition import take


def complain(staff: Staff, folder: Path) -> None:
    """Register three complaints, once; of the one that the platform calls settled the consumer has a page."""
    if Complaint.objects.exists():
        return
    county, at = staff["county"], now() - timedelta(days=2)
    platform = staff["platform"].department
    assert platform is not None  # noqa: S101 - the demo's officers have departments
    shop = {"platform": "云集市", "shop_name": "青禾鞋行", "complained_of": "桐庐青禾鞋行", "bought_on": localdate(at) - timedelta(days=12)}
    told = {"facts": "鞋底开胶，鉴定为仿品，商家拒绝退款。", "demand": "退货退款", "goods": "运动鞋", "price": Decimal("199.00")}
    first = Intake(complainant=Consumer("陈某", phone="13900000001"), **told, **shop)
    waiting = register(first, by=county, at=at)
    take(waiting.dossier, "ask_platform", by=county, at=at + timedelta(hours=1), given={"platform_department": platform.pk})
    told = {"facts": "标称真皮，实为人造革。", "demand": "退一赔三", "goods": "皮鞋", "price": Decimal("399.00")}
    second = Intake(complainant=Consumer("林某", phone="13900000002"), **told, **shop)
    mediated = register(second, by=county, at=at)
    take(mediated.dossier, "accept_complaint", by=county, at=at + timedelta(hours=1))
    take(mediated.dossier, "start_mediation", by=county, at=at + timedelta(hours=2), given={"both_consent": "双方电话同意调解。"})
    told = {"facts": "收到的鞋与图片不符，吊牌编号查询不到。", "demand": "退货退款", "goods": "运动鞋", "price": Decimal("259.00")}
    told |= {"order_number": "YJS20261107"}
    third = Intake(complainant=Consumer("何晓雨", phone="13900000003"), **told, **shop)
    claimed = register(third, by=county, at=at)
    take(claimed.dossier, "ask_platform", by=county, at=at + timedelta(hours=1), given={"platform_department": platform.pk})
    said = {"settlement": "商家已退款 259 元，消费者退回商品。"}
    take(claimed.dossier, "tell_settlement", by=staff["platform"], at=at + timedelta(hours=20), given=said)
    open_consumer_receipt(by=county, at=at + timedelta(hours=21), consumer_dossier=claimed.number, consumer_role="complainant")
