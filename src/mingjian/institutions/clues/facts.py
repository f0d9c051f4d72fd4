"""What a clue tells official documents: where it came from, what it is about, and the operator as it was verified. Of a reporter, nothing."""

from django.utils.timezone import localtime

from mingjian.core.documents.resolution import cited
from mingjian.core.procedure import rulebook
from mingjian.institutions.clues.models import PROCEDURE, Clue
from mingjian.institutions.clues.services.known_facts import shops_of_finding as shops_of_finding  # said again, for the institutions above
from mingjian.institutions.clues.services.prefill import charge_known as charge_known  # said again, for the institutions above
from mingjian.institutions.clues.services.prefill import known_of_clue as known_of_clue  # as above
from mingjian.office.language import chinese_day
from mingjian.office.models import Department, Dossier


def facts_of_clue(dossier: Dossier) -> dict[str, dict[str, str]]:
    """Return what a dossier's clue says, by group and name; nothing where it has none."""
    clue = Clue.objects.filter(dossier=dossier).first() if dossier.procedure == PROCEDURE else None
    if clue is None:
        return {}
    received, check = localtime(clue.received_at), dossier.deadlines.filter(name="check").order_by("opened_at", "id").last()
    said = {
        "act": clue.suspected_act,
        "ground": _ground(clue),
        "platform": clue.platform,
        "shop": " ".join(filter(None, (clue.shop_name, clue.shop_id))),
        "shop_id": clue.shop_id,
        "shops": "\n".join(dict.fromkeys(shops_of_finding(clue.finding))) if clue.finding else "",
        "url": clue.listing_url or clue.shop_url,
        "goods": clue.listing_title,
        "source": str(clue.get_source_display()),
        "received_on": f"{received.year}年{received.month}月{received.day}日",
        "original_number": clue.original_number,
        "content": clue.content,
        "place": clue.act_place,
        "jurisdiction": clue.jurisdiction_basis,
        "number": dossier.number,
        "registered_by": dossier.opened_by.name if dossier.opened_by else "",
        "registered_on": chinese_day(dossier.opened_at),
        "check_until": chinese_day(check.due) if check and check.due else "",
        "amount": f"{clue.amount:,.2f}元" if clue.amount is not None else "",
    }
    party = {"name": clue.operator_name, "code": clue.operator_code, "address": clue.operator_address, "unknown": _unknown(clue)}
    return {"clue": said, "party": party}


def _unknown(clue: Clue) -> str:
    """Name the operator of whom nothing is known but the shop, as papers do; empty where no shop is known either."""
    shop = clue.shop_name or clue.shop_id
    platform = Department.objects.filter(kind=Department.Kind.PLATFORM, platform=clue.platform).first() if clue.platform else None
    beside = "，".join(filter(None, (platform.name_zh if platform else clue.platform, f"店铺编号{clue.shop_id}" if clue.shop_id else "")))
    return f"网店“{shop}”的经营者（身份待查；{beside}）" if shop else ""


def _ground(clue: Clue) -> str:
    """Cite the provision suspected, as in force when the clue came; one that the rulebook lacks is not cited."""
    return cited([clue.suspected_ground], rulebook().statutes, localtime(clue.received_at).date()) or "" if clue.suspected_ground else ""
