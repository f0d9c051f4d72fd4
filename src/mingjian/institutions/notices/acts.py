"""What is done to notices and rights besides the steps of the sheet."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.urls import reverse
from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, NotFound, NotPermitted, StepRefused
from mingjian.institutions.clues.opening import register
from mingjian.institutions.notices.models import (
    COPYRIGHT,
    DECLINED,
    REFUSED,
    STANDING,
    STANDS,
    TAKEN_BACK,
    Addition,
    FigureAppeal,
    HolderComplaint,
    Notice,
    OperatorAnswer,
    OperatorReceipt,
    Right,
    RightPicture,
    Seller,
    SellerDecision,
)
from mingjian.institutions.notices.opening import open_for
from mingjian.institutions.notices.queries import MOST_OF_FILE, authorities, platforms
from mingjian.institutions.notices.services.addresses import read_addresses, refuse
from mingjian.institutions.notices.services.bank import hashed
from mingjian.institutions.notices.services.checks import faults_of, restored_by_law, under_way
from mingjian.institutions.notices.services.complaint_evidence import carry_proof, intake_of
from mingjian.institutions.notices.services.completeness import refuse_missing, refuse_other_law, regime_for, unregistered
from mingjian.institutions.notices.services.files import seal_files, shown_by
from mingjian.institutions.notices.services.foreign import Hosts
from mingjian.institutions.notices.services.ladder import records_of
from mingjian.institutions.notices.services.locker import LONGEST_IDENTITY, Claim, complete, enter_claimed, index_notices, right_of
from mingjian.institutions.notices.services.rows import change, make_rows, positions_of, rows_said, tie_rows
from mingjian.institutions.notices.services.scope import class_numbers
from mingjian.institutions.notices.services.sellers import Listed, read_shops
from mingjian.office.acts.execution import Account, act
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.files.storage import Kept
from mingjian.office.files.store import as_sealed
from mingjian.office.lists import search
from mingjian.office.lists.text import visible
from mingjian.office.models import Department, Dossier, Officer, SealedFile
from mingjian.office.models.hidden import code_key
from mingjian.office.record.entries import Count

# Put a picture into the bank of a right: by its holder, until a day.

MOST, MOST_BYTES = 200, 20 << 20  # of one right; of one file


@act
def add_right_picture(right: Right, *, by: Officer, at: datetime, picture_kind: str, picture_file: Kept, picture_until: str) -> Account[RightPicture]:
    """Keep it with its hashes; the same bytes again are told anew. Raises BadInput for what is no picture."""
    until = date.fromisoformat(picture_until)
    if until < localtime(at).date():
        raise BadInput("截止日期已过。", "That day is over.")
    if picture_file.size > MOST_BYTES or right.pictures.count() >= MOST:
        raise BadInput(f"图片至多 {MOST} 张，每张不超过 {MOST_BYTES >> 20} MiB。", f"A bank has {MOST} pictures of {MOST_BYTES >> 20} MiB at most.")
    with as_sealed(picture_file.sha256) as file:
        hashes = hashed(file.read())
    told = {"kind": picture_kind, "name": picture_file.name, "hashes": hashes, "until": until, "added_by": by, "added_at": at}
    made, _ = RightPicture.objects.update_or_create(right=right, sha256=picture_file.sha256, defaults=told)
    return Account(made, {"sha256": made.sha256, "shows": picture_kind, "until": until})


# Add words or a file to a notice: by whoever has its code, or an account of either side.

MOST, LONGEST = 60, 5000


@act
def add_to_notice(
    notice: Notice, *, by: Officer | None, at: datetime, notice_note: str, item_file: Kept | None = None, shown_places: str = ""
) -> Account[Addition]:
    """Keep it. The platform's clerk sees it with the dossier, is told that it came, and seals its file there."""
    if notice.additions.count() >= MOST:
        raise StepRefused(f"一份通知至多补充 {MOST} 次。", f"A notice is added to {MOST} times at most.")
    if len(notice_note) > LONGEST:
        raise BadInput(f"补充说明不超过 {LONGEST} 字，其余请作为文件提交。", f"What is added has {LONGEST} characters at most: send the rest as a file.")
    if item_file and item_file.size > MOST_OF_FILE:
        raise BadInput(f"文件超过 {MOST_OF_FILE // 2**20} MiB。", f"The file is larger than {MOST_OF_FILE // 2**20} MiB.")
    told = {"name": item_file.name, "sha256": item_file.sha256, "size": item_file.size} if item_file else {}
    shows = shown_by(notice, shown_places, item_file.sha256 if item_file else "") if shown_places else []
    made = Addition.objects.create(notice=notice, note=visible(notice_note.replace("\r\n", "\n")), shows=shows, added_at=at, **told)
    within = {"dossier": notice.dossier} if notice.dossier else {}
    return Account(made, {**within, **({"sha256": item_file.sha256, "size": Count(item_file.size), "shows": shows} if item_file else {})})


# Keep what an operator sends by its receipt: a statement or further evidence.

MOST, LONGEST = 30, 10_000  # answers of one receipt; characters of each
STATEMENT = "statement"


@act
def answer_by_receipt(
    notice: Notice,
    *,
    by: Officer | None,
    at: datetime,
    operator_receipt_code: str,
    operator_answer_kind: str,
    operator_words: str,
    operator_identity: str = "",
    item_file: Kept | None = None,
) -> Account[OperatorAnswer]:
    """
    Keep it for the platform, which takes it to the dossier; the entry has the file's hash and nothing personal.

    Raises NotFound for a code that is none of this notice, StepRefused once the dossier is closed, BadInput for a statement without identity and for too much.
    """
    receipt = notice.operator_receipts.filter(code_key=code_key(operator_receipt_code.strip()[:40])).first()
    if receipt is None:
        raise NotFound("没有这个经营者回执，请核对编码。", "There is no such receipt: look at the code.")
    if notice.dossier is None or notice.dossier.is_closed:
        raise StepRefused("通知已办结，不再接收材料；有异议的，请向平台申诉。", "The notice is closed and takes nothing more: appeal to the platform.")
    if operator_answer_kind == STATEMENT and not operator_identity.strip():
        zh, en = "声明应当包括真实身份信息（电子商务法第四十三条）。", "A statement gives the true identity (E-Commerce Law, 43)."
        raise BadInput(zh, en)
    if len(operator_words) > LONGEST or receipt.answers.count() >= MOST:
        raise BadInput(f"每次说明不超过 {LONGEST} 字，至多提交 {MOST} 次。", f"At most {LONGEST} characters each time, and {MOST} times.")
    if item_file and item_file.size > MOST_OF_FILE:
        raise BadInput(f"文件超过 {MOST_OF_FILE // 2**20} MiB。", f"The file is larger than {MOST_OF_FILE // 2**20} MiB.")
    told = {"name": item_file.name, "sha256": item_file.sha256, "size": item_file.size} if item_file else {}
    words = {"kind": operator_answer_kind, "words": visible(operator_words.replace("\r\n", "\n")), "identity": visible(operator_identity.strip())}
    made = OperatorAnswer.objects.create(notice=notice, receipt=receipt, added_at=at, **words, **told)
    return Account(made, {"dossier": notice.dossier, **({"sha256": item_file.sha256, "size": Count(item_file.size)} if item_file else {})})


# Appeal against how a notice is counted in a figure of accuracy.
@act
def appeal_figure(notice: Notice, *, by: Officer, at: datetime, appealed_figure: str, complaint_authority: int, reason: str) -> Account[FigureAppeal]:
    """Send it to the authority. Raises NotPermitted for whose figure it is not, StepRefused where one was sent about this notice before."""
    is_own = by.department_id == notice.department_id if appealed_figure == FigureAppeal.PLATFORM else notice.is_of(by) or notice.right.is_held_by(by)
    if not is_own:
        raise NotPermitted("只由该准确率所说的一方申诉。", "Only the side whose figure it is appeals.")
    if FigureAppeal.objects.filter(notice=notice, figure=appealed_figure).exists():
        raise StepRefused("就此通知已经申诉过一次。", "An appeal about this notice was sent before: there is one.")
    told = {"number": next_number(f"P{localtime(at).year}-"), "figure": appealed_figure, "reason": reason.strip(), "sent_by": by, "sent_at": at}
    made = FigureAppeal.objects.create(notice=notice, department=Department.objects.get(pk=complaint_authority), **told)
    return Account(made, {"appeal": made.number, **({"dossier": notice.dossier} if notice.dossier else {})})


# Let an agent with an account of its own act for the holder of a right, until a day.
@act
def appoint_agent(right: Right, *, by: Officer, at: datetime, agent_account: str, attorney_from: str, attorney_until: str) -> Account[None]:
    """
    Name the agent by its department. It sees the right and sends notices on it from the first day to the last, and ends like any power, by either side.

    Raises BadInput for days that cannot be and for a name that no right holder's or agent's department bears, StepRefused while another agent acts.
    """
    begins, ends, today = date.fromisoformat(attorney_from), date.fromisoformat(attorney_until), localtime(at).date()
    if ends < begins or ends < today:
        raise BadInput("委托书的截止日不能早于起始日，也不能早于今天。", "A power of attorney cannot end before it begins, nor before today.")
    if right.agent and right.is_represented(today):
        raise StepRefused(f"代理人{right.agent}的委托尚未终止：请先终止。", f"{right.agent} acts for you still: end that power first.")
    named = Department.objects.filter(kind=Department.Kind.RIGHT_HOLDER, name_zh=visible(agent_account.strip())).exclude(pk=by.department_id or 0).first()
    if named is None:
        raise BadInput(
            "没有这个名称的代理人单位：请向代理人核对其账号所属单位的全称。",
            "No agent's department bears this name: ask the agent for the full name of the department of its account.",
        )
    right.agent, right.agent_account, right.attorney_from, right.attorney_until = named.name_zh, named, begins, ends
    return Account(None, {"agent": named, "from": begins, "until": ends})


# Complain to an authority out of a notice: its rows, with what proves them.
@act
def complain_to_authority(
    notice: Notice, *, by: Officer | None, at: datetime, complaint_authority: int, target_rows: str = "", complaint_words: str = ""
) -> Account[HolderComplaint]:
    """
    Keep the complaint; without rows it is of all that something sealed shows.

    Raises BadInput where nothing sealed shows a row, StepRefused where the same authority has a row of it already.
    """
    tie_rows(notice)
    authority = authorities().filter(pk=complaint_authority).first()
    if authority is None:
        raise BadInput("请选择受理投诉的行政机关。", "Choose the authority to complain to.")
    shown = set(notice.targets.exclude(kept_as="").values_list("position", flat=True))
    asked = positions_of(target_rows, len(notice.addresses)) if target_rows.strip() else sorted(shown)
    if unproven := [one for one in asked if one not in shown]:
        raise BadInput(
            f"第 {rows_said(unproven[:20])} 行尚未取证，不能附证据投诉：请平台先取证。",
            f"Nothing sealed shows row {rows_said(unproven[:20])} yet: have the platform capture it first.",
        )
    if not asked:
        raise BadInput("没有已取证的网址：请平台先取证。", "No address was captured yet: have the platform capture them first.")
    for held in notice.complaints.filter(department=authority).exclude(standing=DECLINED):
        if same := set(asked) & set(positions_of(held.rows, len(notice.addresses))):
            raise StepRefused(
                f"第 {rows_said(sorted(same)[:20])} 行已向该机关投诉（{held.number}）。",
                f"You complained of row {rows_said(sorted(same)[:20])} there already ({held.number}).",
            )
    number = next_number(f"HC{localtime(at).year}-")
    told = {"rows": rows_said(asked), "words": visible(complaint_words.strip()), "sent_by": by, "sent_at": at}
    made = HolderComplaint.objects.create(number=number, notice=notice, department=authority, **told)
    return Account(made, {"complaint": made, "dossier": notice.dossier, "authority": authority, "rows": rows_said(asked), "proven": Count(len(asked))})


# Complete what is registered of a right after it was sent: by its holder at the portal or with an account, or by the platform for a holder who wrote.
@act
def complete_right(
    right: Right,
    *,
    by: Officer | None,
    at: datetime,
    right_mark: str = "",
    right_number: str = "",
    right_classes: str = "",
    right_until: str = "",
    evaluation_report: str = "",
    attorney_from: str = "",
    attorney_until: str = "",
) -> Account[None]:
    """Fill in what is told; raises StepRefused for anybody but the holder and the platform, BadInput where nothing is told or it says something else."""
    if by is not None and by.department_id != right.department_id and not right.is_held_by(by):
        raise StepRefused("权利由权利人或者所在平台补充。", "A right is completed by its holder, or by the platform that it lies with.")
    told = {"mark": right_mark, "registration": right_number, "classes": right_classes, "until": right_until, "evaluation": evaluation_report}
    changed = complete(right, {**told, "attorney_from": attorney_from, "attorney_until": attorney_until}, at)
    if not changed:
        raise BadInput("没有填写新的登记事项。", "Nothing new was filled in.")
    index_notices(right)
    return Account(None, {"completed": changed})


# Decide on a rung of the ladder for repeat sellers.

MOST_ROWS = 200  # rows that a decision names


@act
def decide_on_seller(*, by: Officer, at: datetime, seller_shop: str, seller_rung: str, reason: str) -> Account[SellerDecision]:
    """Keep it with the upheld rows that it rests on. Raises StepRefused where they do not reach the rung, or it stands already."""
    if by.department is None:
        raise BadInput("账号没有所属单位。", "The account has no body that it belongs to.")
    Department.objects.select_for_update().get(pk=by.department.pk)  # two clerks at once make one decision
    record = records_of(by.department, [seller_shop.strip()], at)[0]
    if seller_rung not in {one.key for one in record.reached}:
        zh = f"该店铺一年内成立的网址为 {len(record.rows)} 个、{record.notices} 件通知，未达到此项。只有成立的计数，正在办理的不计。"
        raise StepRefused(zh, f"{len(record.rows)} upheld rows of {record.notices} notices within a year do not reach it. What is under way counts nothing.")
    if any(one.rung == seller_rung and one.standing == STANDS for one in record.decisions):
        raise StepRefused("此项已经作出，正在执行。", "It was decided already, and stands.")
    rests_on = [f"{row.notice.number}/{row.position}" for row in record.rows[:MOST_ROWS]]
    told = {"number": next_number(f"S{localtime(at).year}-"), "shop": record.shop, "rung": seller_rung, "reason": reason.strip(), "rests_on": rests_on}
    made = SellerDecision.objects.create(department=by.department, decided_by=by, decided_at=at, **told)
    return Account(made, {"upheld": Count(len(record.rows)), "rests_on": rests_on})


# Decline a holder's complaint, with the reason that the holder reads.
@act
def decline_complaint(complaint: HolderComplaint, *, by: Officer, at: datetime, reason: str) -> None:
    """Keep why."""
    complaint.declined_why = reason[:500]


# Decline what is no notice of infringement.
@act
def decline_notice(notice: Notice, *, by: Officer, at: datetime, reason: str) -> None:
    """Decline the notice, and keep why; its sender reads that on the receipt."""
    notice.declined_why = reason[:500]


# Dismiss an appeal against a figure of accuracy.
@act
def dismiss_figure_appeal(appeal: FigureAppeal, *, by: Officer, at: datetime, reason: str) -> None:
    """Leave the notice counted as it is; the reason stands with the appeal."""
    appeal.decided_why = reason.strip()


# Take a picture out of the bank of a right.
@act
def drop_right_picture(right: Right, *, by: Officer, at: datetime, picture_sha256: str) -> Account[None]:
    """Take it out: it is compared no more. Raises BadInput for one that is not there."""
    gone, _ = right.pictures.filter(sha256=picture_sha256.strip()).delete()
    if not gone:
        raise BadInput("图片库中没有这张图片。", "The bank has no such picture.")
    return Account(None, {"sha256": picture_sha256.strip()})


# End an agent's power of attorney before its last day: by the holder, by the agent, at the portal by the code, or by the platform that was told of it.
@act
def end_attorney(right: Right, *, by: Officer | None, at: datetime, attorney_ended_on: str, reason: str) -> None:
    """Let it end the day before; notices that the agent sends from that day on are told to lack it, and those sent before stand."""
    ended, today = date.fromisoformat(attorney_ended_on), localtime(at).date()
    if not right.agent or right.attorney_until is None:
        raise StepRefused("该权利没有代理人的委托书。", "No agent acts for this right.")
    if ended > today:
        raise BadInput("终止之日不能晚于今天。", "The day on which it ended cannot lie ahead.")
    if right.attorney_from and ended < right.attorney_from:
        raise BadInput("终止之日不能早于委托书的起始日。", "It cannot end before it began.")
    if ended > right.attorney_until:
        raise StepRefused(f"委托书已于 {right.attorney_until} 到期。", f"The power of attorney ended on {right.attorney_until} already.")
    right.attorney_until = ended - timedelta(days=1)


# Take a decision on a repeat seller back.
@act
def end_seller_decision(decision: SellerDecision, *, by: Officer, at: datetime, reason: str) -> None:
    """End it with the reason; it stays on the seller's record."""
    decision.ended_why = reason.strip()[:500]


# Enter a right into a platform's locker without a notice, to be verified before anything rests on it.
@act
def enter_right(
    *,
    by: Officer,
    at: datetime,
    platform_department: int,
    right: str,
    right_holder_name: str,
    true_identity: str,
    right_mark: str = "",
    right_number: str = "",
    right_classes: str = "",
    evaluation_report: str = "",
    right_until: str = "",
    agent_name: str = "",
    attorney_from: str = "",
    attorney_until: str = "",
) -> Right:
    """Keep it. Raises BadInput for a department that is no platform, an identity that is too long, and a right that the sender has there already."""
    platform = platforms().filter(pk=platform_department).first()
    if platform is None:
        raise BadInput("本节点没有这个平台：请从平台中选择。", "This node has no such platform: choose one of its platforms.")
    if len(true_identity) > LONGEST_IDENTITY:
        raise BadInput(f"真实身份信息不超过 {LONGEST_IDENTITY} 字。", f"The true identity has {LONGEST_IDENTITY} characters at most.")
    days = {"until": right_until, "attorney_from": attorney_from, "attorney_until": attorney_until}
    registered = {"mark": right_mark, "registration": right_number, "classes": right_classes, "evaluation": evaluation_report}
    claim = Claim(right, right_holder_name, true_identity, agent=agent_name, **registered, **days)
    if held := _held(claim, platform, by):
        raise BadInput(
            f"本单位已在该平台登记此项权利（{held.number}）：请在该权利的页面补充。",
            f"Your department has it in this locker already ({held.number}): complete it on its page.",
        )
    return enter_claimed(claim, platform, at, by)


def _held(claim: Claim, platform: Department, by: Officer) -> Right | None:
    """Return the same right of the sender in the same locker; of one without a number its name tells."""
    same = {"kind": claim.kind, "holder": claim.holder.strip(), "registration": claim.registration.strip()}
    if not claim.registration.strip():
        same["mark"] = claim.mark.strip()
    own = Right.objects.filter(department=platform, **same).exclude(standing=REFUSED)
    return next((one for one in own if one.is_held_by(by)), None)


# List the sellers that the holder of a right authorised: signed by the holder's own account, in the place of the list before for the same classes.
@act
def list_sellers(right: Right, *, by: Officer, at: datetime, seller_shops: str, seller_until: str, seller_classes: str = "") -> Account[int]:
    """
    Keep the list and return how many shops it names; the ledger has its SHA-256 and who signed it. Raises BadInput for shops that cannot be read.

    That its signer is of the holder was asked of the right, as of every act that is the holder's alone.
    """
    until, shops = date.fromisoformat(seller_until), read_shops(seller_shops)
    if until < localtime(at).date():
        raise BadInput("截止日期已过。", "That day is over.")
    classes = _classes(right, seller_classes)
    right.sellers.filter(classes=classes).delete()
    same = {"right": right, "classes": classes, "until": until, "listed_by": by, "listed_at": at}
    Seller.objects.bulk_create(Seller(shop=shop, **same) for shop in shops)
    digest = sha256("\n".join(sorted(shops)).encode()).hexdigest()
    return Account(len(shops), {"shops": Count(len(shops)), "until": until, "sha256": digest} | ({"classes": classes} if classes else {}))


def _classes(right: Right, typed: str) -> str:
    """Return the classes that a list is for. Raises BadInput for what names none, and for one that the right is not registered for."""
    if not typed.strip():
        return ""
    found, held = class_numbers(typed), class_numbers(right.classes)
    if not found:
        raise BadInput("请写类别的编号，如“25”“18, 25”；不填为该权利的全部类别。", "Give numbers of classes, such as `18, 25`; empty: all of the right's.")
    if beyond := sorted(found - held) if held else []:
        said = ", ".join(map(str, beyond))
        raise BadInput(f"该权利没有核定第 {said} 类。", f"The right is not registered for class {said}.")
    return ", ".join(map(str, sorted(found)))


# Open a receipt by whose code an operator without an account answers.

MOST_RECEIPTS = 500  # of one notice: it may be about as many shops


@act
def open_operator_receipt(notice: Notice, *, by: Officer, at: datetime, receipt_operator: str, target_rows: str = "") -> Account[OperatorReceipt]:
    """
    Make it; its code stands in no entry, and the address is shown to whoever makes it, once. Again for the same operator and rows: the old code ends.

    Raises StepRefused where no measure stands on a row, BadInput for rows that are none.
    """
    standing = set(notice.targets.filter(state__in=STANDING).values_list("position", flat=True))
    asked = positions_of(target_rows, len(notice.addresses)) if target_rows.strip() else sorted(standing)
    if not standing or not asked:
        raise StepRefused("没有正在执行的措施：采取措施之后再开具。", "No measure stands: take measures first.")
    if beyond := [one for one in asked if one not in standing]:
        said = rows_said(beyond[:20])
        raise BadInput(f"第 {said} 行没有正在执行的措施。", f"No measure stands on row {said}.")
    named = {"operator": visible(receipt_operator.strip()), "rows": rows_said(asked)}
    made, before = notice.operator_receipts.filter(**named).first(), notice.operator_receipts.count()
    is_renewed = made is not None
    if made is None and before >= MOST_RECEIPTS:
        raise StepRefused(f"一份通知至多开具 {MOST} 份经营者回执。", f"A notice has {MOST} receipts for operators at most.")
    made = made or OperatorReceipt(notice=notice, opened_by=by, opened_at=at, **named)
    made.code, made.seen_at = secrets.token_urlsafe(18), None
    made.save()
    address = reverse("seller:receipt", args=[made.code])
    return Account(made, {"dossier": notice.dossier, "rows": made.rows, "is_renewed": is_renewed}, shown_once=address)


# Refuse a right of the locker: what rests on it is told so.
@act
def refuse_right(right: Right, *, by: Officer, at: datetime, reason: str) -> None:
    """Refuse the right, and keep why."""
    right.basis = reason[:500]


# Seal to a notice's dossier the files that its sender added since.
@act
def seal_additions(notice: Notice, *, by: Officer, at: datetime) -> Account[int]:
    """Seal them; give how many."""
    if notice.dossier is None:
        raise StepRefused("通知尚未接收。", "The notice was not taken in yet.")
    new = seal_files(notice, notice.dossier, by, at)
    return Account(len(new), {"dossier": notice.dossier, "sha256": new} if new else {}, bool(new))


# Take to the dossier what operators sent by their receipts.
@act
def seal_operator_answers(notice: Notice, *, by: Officer, at: datetime) -> Account[int]:
    """Seal each file, shut, since nobody has looked yet; return how many answers were taken."""
    if notice.dossier is None:
        raise StepRefused("通知尚未接收。", "The notice was not taken in yet.")
    new = list(notice.operator_answers.filter(sealed_at__isnull=True))
    told = {"dossier": notice.dossier, "sealed_at": at, "sealed_by": by, "is_personal": True}
    SealedFile.objects.bulk_create(SealedFile(name=one.name, sha256=one.sha256, size=one.size, **told) for one in new if one.sha256)
    notice.operator_answers.filter(pk__in=[one.pk for one in new]).update(sealed_at=at)
    return Account(len(new), {"dossier": notice.dossier, "sha256": [one.sha256 for one in new if one.sha256]}, bool(new))


# Send a notice to a platform: at the public portal, or by a right holder or clerk with an account.

AN_HOUR = timedelta(hours=1)
MOST_AN_HOUR = 20  # from one address without an account
LONGEST_FACTS = 10_000


@act
def send_notice(
    *,
    by: Officer | None,
    at: datetime,
    platform_department: int,
    listing_addresses: str,
    notice_facts: str,
    notice_guarantee: str,
    right_code: str = "",
    right: str = "",
    right_holder_name: str = "",
    true_identity: str = "",
    right_mark: str = "",
    right_number: str = "",
    right_classes: str = "",
    evaluation_report: str = "",
    right_until: str = "",
    agent_name: str = "",
    attorney_from: str = "",
    attorney_until: str = "",
    beyond_authority: str = "",
    sent_incomplete: str = "",
    notice_goods: str = "",
    notice_regime: str = "",
    origin: str = "",
    is_checked: bool = False,
    row_notes: Mapping[str, str] | None = None,
    sending: str = "",
    sent_rows: str = "",
) -> Account[Notice]:
    """
    Keep it for the platform named. `origin` counts those of one address: too many within an hour are refused, and so is what no platform here is to get.

    `row_notes`: what is said of single addresses. `sending`, `sent_rows`: the file or request that it is part of, and of which of its rows it is.
    `is_checked`: the caller looked at each address for this right already, as a file of many notices does once for all of its rows.
    """
    platform = _platform(platform_department, origin, at)
    facts = _facts(notice_facts, beyond_authority)
    addresses = read_addresses(listing_addresses)
    days = {"until": right_until, "attorney_from": attorney_from, "attorney_until": attorney_until}
    registered = {"mark": right_mark, "registration": right_number, "classes": right_classes, "evaluation": evaluation_report}
    claim = Claim(right, right_holder_name, true_identity, agent=agent_name, **registered, **days)
    rests_on = right_of(claim, right_code, platform, at, by)
    regime = regime_for(notice_regime, rests_on.kind)
    if not is_checked:
        listed = Listed(platform, right=rests_on, goods=notice_goods or facts)
        _check(addresses, listed, by, right_code, beyond_authority, at, regime)
    refuse_other_law(rests_on, regime)
    if not sent_incomplete:
        refuse_missing(rests_on, facts, localtime(at).date(), notice_goods.strip(), regime=regime, addresses=addresses)
    kept = {"regime": regime, "origin": origin, "sending": sending, "sent_rows": sent_rows}
    told = {"facts": facts, "goods": visible(notice_goods.strip()), "sent_at": at, "sent_by": by}
    numbered = {"number": next_number(f"N{localtime(at).year}-"), "code": secrets.token_urlsafe(18)}
    notice = Notice.objects.create(right=rests_on, department=platform, addresses=addresses, **numbered, **kept, **told)
    make_rows(notice, row_notes or {})
    search.index("notice", notice.pk, notice.search_words())
    return Account(notice, {"rests_on": notice.right, "addresses": Count(len(addresses))})


def _platform(pk: int, origin: str, at: datetime) -> Department:
    """Return the platform of a notice. Raises BadInput where this node has no such platform, StepRefused where one address sends too many."""
    platform = platforms().filter(pk=pk).first()
    if platform is None:
        raise BadInput("本节点没有这个平台。", "This node has no such platform.")
    if origin and Notice.objects.filter(origin=origin, sent_at__gte=at - AN_HOUR).count() >= MOST_AN_HOUR:
        raise StepRefused("提交过于频繁，请一小时后再来。", "Too many in too short a time: come back in an hour.")
    return platform


def _check(addresses: list[str], listed: Listed, by: Officer | None, code: str, beyond: str, at: datetime, regime: str) -> None:
    """Refuse addresses of another platform, of authorised shops, and those that wait for a decision already."""
    platform, right = listed.platform, listed.right
    own = right if code.strip() else None
    running = under_way(platform, by, right.holder if right else "", own, addresses)
    restored = restored_by_law(platform, by, right.holder if right else "", own, addresses) if regime == COPYRIGHT else {}
    faults = faults_of(addresses, platform, listed, running, restored, beyond=beyond, on=localtime(at).date(), hosts=Hosts())
    refuse({nth: faults[one] for nth, one in enumerate(addresses, 1) if one in faults})


def _facts(told: str, beyond: str) -> str:
    """Join what is told with why it goes out about an authorised shop; nothing of it is cut off."""
    facts = visible("\n".join(filter(None, (told.strip(), beyond.strip()))).replace("\r\n", "\n"))
    if len(facts) > LONGEST_FACTS:
        raise BadInput(f"初步证据的说明至多 {LONGEST_FACTS} 字，其余请作为文件提交。", f"The facts may have {LONGEST_FACTS} signs: send the rest as a file.")
    return facts


# Take a holder's complaint up: it becomes a clue, with the proof of its rows.
@act
def take_complaint_up(complaint: HolderComplaint, *, by: Officer, at: datetime) -> Account[HolderComplaint]:
    """Register the clue, once, and carry its proof."""
    complaint.clue = register(intake_of(complaint), by=by, at=at)
    carried = carry_proof(complaint, complaint.clue, by, at)
    return Account(complaint, {"dossier": complaint.clue.dossier, "sha256": carried})


# Take a notice in: its dossier is opened at the platform.
@act
def take_notice_in(notice: Notice, *, by: Officer, at: datetime) -> Account[Dossier]:
    """Open its dossier, once."""
    notice.dossier = open_for(notice, by=by, at=at)
    return Account(notice.dossier, {"dossier": notice.dossier})


# State which places of a notice an added file shows: what has no address is proven by a file of that very place, and not by any file.
@act
def tie_addition(notice: Notice, *, by: Officer, at: datetime, addition_sha256: str, shown_places: str) -> Account[None]:
    """Tie the file to those places, in the place of what it was tied to before."""
    found = notice.additions.filter(sha256=addition_sha256).first()
    if found is None:
        raise BadInput("通知没有这份补充材料，请核对 SHA-256。", "Nothing with this SHA-256 was added to the notice.")
    found.shows = shown_by(notice, shown_places, found.sha256)
    found.save(update_fields=["shows"])
    return Account(None, {"dossier": notice.dossier, "sha256": found.sha256, "shows": found.shows})


# Take a notice back within an hour of its sending, while the platform has not taken it in.
@act
def undo_notice(notice: Notice, *, by: Officer, at: datetime) -> None:
    """Take its rows out of the platform's table; whether the hour is over, the notice itself says."""
    change(notice.targets.only("pk"), state=TAKEN_BACK)


# Uphold an appeal against a figure of accuracy.
@act
def uphold_figure_appeal(appeal: FigureAppeal, *, by: Officer, at: datetime, reason: str) -> None:
    """Count the notice neither way in that figure; the reason stands with the appeal."""
    appeal.decided_why = reason.strip()


# Verify a right of the locker, once, by a person.
@act
def verify_right(right: Right, *, by: Officer, at: datetime, verification_basis: str) -> None:
    """State against what it was verified. Raises StepRefused for a right that a register would have to show and that names no number or class."""
    if missing := unregistered(right):
        zh, en = "".join(one.zh for one in missing), " ".join(one.en for one in missing)
        raise StepRefused(f"{zh}没有登记事项的，无从核验：请先“补充权利的登记事项”。", f"{en} Nothing could be looked up: complete the right first.")
    right.basis = verification_basis[:500]
