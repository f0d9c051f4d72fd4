"""What a matter asks of a case's steps: that everything is proven, that each item is somebody's, that the decision is what the matter says."""

from decimal import Decimal

from mingjian.core.errors import StepRefused
from mingjian.institutions.matters.models import Penalty
from mingjian.institutions.matters.queries import matter_of, rows_of, suspects_of, unproven
from mingjian.office.dossiers.transition import Asked, guard


@guard(
    "admin_case",
    "finish_investigation",
    "submit_for_review",
    "submit_for_legal_review",
    "settle_notice",
    "inform",
    "inform_after_legal_review",
    "announce_notice",
    "discuss_collectively",
    "decide_penalty",
)
def ask_for_proof(asked: Asked) -> None:
    """Refuse what ends in a penalty while something is unproven, and say what. A dossier of before there were matters has none to hold it against."""
    matter = matter_of(asked.dossier)
    lacking = unproven(matter) if matter is not None else []
    if not lacking:
        return
    zh, en = "、".join(one.zh for one in lacking), "; ".join(one.en for one in lacking)
    raise StepRefused(
        f"证据清单中没有证明下列事项的证据：{zh}。请在本页“案情”的“证据”部分列入并勾选证明事项；确无法取得的，由办案人员以外的负责人在该处写明理由后继续。",
        f"The list of evidence has nothing that proves: {en}. Enter it in the matter, under Evidence, and tick what it proves; "
        "where it cannot be had, a head who does not investigate gives the reason there, and the case goes on.",
    )


@guard("admin_case", "settle_notice", "inform", "inform_after_legal_review", "announce_notice", "decide_penalty")
def ask_whose_items_they_are(asked: Asked) -> None:
    """Refuse to tell or decide a penalty of several parties whose items do not say whose they are."""
    matter = matter_of(asked.dossier)
    if matter is None or len(suspects_of(matter)) < 2:
        return
    bare = [one for one in rows_of(matter, Penalty) if one.party_id is None]
    if bare:
        zh = f"处罚项目“{bare[0].called}”没有写明对哪一个当事人：请在“案情”的“行为和处罚”部分更正，或者将不予处罚的改为其他身份。"
        en = f"The item {bare[0].called!r} does not say whose of the several parties it is: correct it in the matter, under Charge and penalty."
        raise StepRefused(f"本案有 {len(suspects_of(matter))} 个当事人。{zh}", en)


@guard("admin_case", "decide_penalty")
def ask_for_one_fine(asked: Asked) -> None:
    """Refuse a fine that is another than the matter's items come to: one decision has one sum."""
    matter, fine = matter_of(asked.dossier), asked.papers.get("fine")
    items = [one.sum for one in rows_of(matter, Penalty) if one.kind == Penalty.Kind.FINE and one.sum is not None] if matter is not None else []
    if not items or fine in (None, ""):
        return
    told, counted = Decimal(str(fine)), sum(items, Decimal(0))
    if told != counted:
        raise StepRefused(
            f"决定的罚款 {told:.2f} 元与案情登记的罚款 {counted:.2f} 元不一致。减轻、改变处罚的，先在“案情”的“行为和处罚”部分更正处罚项目，决定书据此制作。",
            f"The fine decided ({told:.2f} yuan) is not that of the matter ({counted:.2f}): correct its items first, since the decision is drawn from them.",
        )
