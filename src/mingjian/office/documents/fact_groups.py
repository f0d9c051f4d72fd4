"""
What papers say of the office itself and of papers that went before: `office`, `made`, `served`.

The paragraphs on remedies and payment are drafted here, with the two authorities from the settings and every term from the rulebook as it holds on the day.
Where a name or a term is missing there is no paragraph, and so a gap: none is filled with a usual one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.timezone import localtime

from mingjian.core.documents.forms import Form, forms
from mingjian.core.documents.resolution import cited, figure
from mingjian.core.law.statutes import Statutes
from mingjian.core.procedure.competence import remedies_named
from mingjian.office.documents.models import FOLDER, newest_each
from mingjian.office.documents.settings import facts_of_settings
from mingjian.office.language import chinese_day
from mingjian.office.models import Department, Dossier

_APPLY, _SUE = "arl/20#apply", "admin_litigation_law/46#sue"
_SUE_AFTER = "admin_litigation_law/45#sue_after_reconsideration"
_FIRST = "arl/23(1)(1)"  # reconsideration comes first where a penalty was decided on the spot
_PAY, _SURCHARGE, _BASIS = "apl/67#pay_fine", "apl/72#surcharge", "apl/72(1)(1)"

#: The deadline by which the party answers the notice of a penalty, and the steps that say that it did.
_ANSWER, _ANSWERING = "answer_notice", ("record_statement", "ask_hearing")
_ASKED, _WAIVED, _HEARD = "ask_hearing", "waive_hearing", "hold_hearing"
_HAS_RIGHT = "有"  # as `hearing_right` is told


def office_facts(department: Department, statutes: Statutes, on: date, applied: str = "") -> dict[str, str]:
    """
    Return what a department's papers say of it on a day: its settings, the paragraphs of remedies and of payment.

    `applied` cites the provisions of a penalty: where their law has reconsideration come first, the paragraph says so.
    """
    held = facts_of_settings(department)
    terms = {ref: figure(ref, statutes, on) or "" for ref in (_APPLY, _SUE, _SUE_AFTER, _PAY, _SURCHARGE)}
    terms |= {ref: cited([ref], statutes, on) or "" for ref in (_BASIS, _FIRST)}
    paragraphs = {"remedy": _remedy(held, terms), "remedy_on_the_spot": _remedy_on_the_spot(held, terms), "payment": _payment(held, terms)}
    if first := remedies_named(applied, on, statutes):
        paragraphs["remedy"] = _remedy_first(held, terms, cited([first[0].ground[0]], statutes, on) or "")
    paragraphs["payment_of_gains"] = _payment_of_gains(held, terms)
    return {name: value for name, value in (held | paragraphs).items() if value}


def _remedy(held: Mapping[str, str], terms: Mapping[str, str]) -> str:
    government, court = held.get("government"), held.get("court")
    if not (government and court and terms[_APPLY] and terms[_SUE]):
        return ""
    return (
        f"如不服本决定，可以自收到本决定书之日起{terms[_APPLY]}内向{government}申请行政复议，也可以自收到本决定书之日起{terms[_SUE]}内依法向{court}提起行政诉讼。"
        "申请行政复议或者提起行政诉讼期间，除法律另有规定外，本决定不停止执行。"
    )


def _remedy_on_the_spot(held: Mapping[str, str], terms: Mapping[str, str]) -> str:
    """Against a penalty on the spot reconsideration comes first (arl/23); the suit is against its outcome."""
    return _remedy_first(held, terms, terms[_FIRST], "（申请可以通过本机关提交）")


def _remedy_first(held: Mapping[str, str], terms: Mapping[str, str], ground: str, through: str = "") -> str:
    government, court = held.get("government"), held.get("court")
    if not (government and court and terms[_APPLY] and terms[_SUE_AFTER] and ground):
        return ""
    return (
        f"如不服本决定，依据{ground}的规定，应当先自收到本决定书之日起{terms[_APPLY]}内向{government}申请行政复议{through}；"
        f"对行政复议决定不服的，可以自收到行政复议决定书之日起{terms[_SUE_AFTER]}内依法向{court}提起行政诉讼。行政复议、行政诉讼期间，除法律另有规定外，本决定不停止执行。"
    )


def _payment(held: Mapping[str, str], terms: Mapping[str, str]) -> str:
    """Fine and confiscated gains are paid alike; the surcharge counts on the fine alone, and never above it."""
    if not (_payment_of_gains(held, terms) and terms[_SURCHARGE] and terms[_BASIS]):
        return ""
    return (
        f"{_payment_of_gains(held, terms)}到期不缴纳罚款的，依据{terms[_BASIS]}的规定，每日按罚款数额的{terms[_SURCHARGE]}加处罚款，"
        "加处罚款的数额不超过罚款的数额；行政复议、行政诉讼期间，加处罚款的数额不予计算。"
    )


def _payment_of_gains(held: Mapping[str, str], terms: Mapping[str, str]) -> str:
    """State where and within what term it is paid; gains alone bear no surcharge."""
    if not (held.get("bank") and held.get("account") and held.get("account_name") and terms[_PAY]):
        return ""
    code = f"；也可以凭缴款码{held['payment_code']}通过电子支付系统缴纳" if held.get("payment_code") else ""
    account = f"{held['bank']}（账户名称：{held['account_name']}，账号：{held['account']}）"
    return f"当事人应当自收到本决定书之日起{terms[_PAY]}内，将罚没款缴至{account}{code}。"


def made_in(dossier: Dossier) -> dict[str, dict[str, str]]:
    """Return number and day of the newest final document of each form, by form."""
    return {form: {"number": one.number, "on": chinese_day(one.made_on)} for form, one in newest_each([dossier.pk]).items()}


@dataclass(frozen=True)
class Taken:
    """A step that was taken: its name, when, what was given with it and what the record says of it, in words."""

    step: str
    at: datetime
    given: Mapping[str, str]
    told: Mapping[str, str] = field(default_factory=dict)


def standing(taken: Iterable[Taken], undone_by: Mapping[str, str]) -> list[Taken]:
    """Return the steps that stand, the newest last; `undone_by` says of each step which other takes it back."""
    stands: list[Taken] = []
    for one in taken:
        stands = [before for before in stands if undone_by.get(before.step) != one.step] + [one]
    return stands


def deciding_step(form: Form, stands: Iterable[Taken]) -> dict[str, str]:
    """
    Return what the record says of the step that a form is about: the newest that dates it, or else after which it is due; nothing before one was taken.

    What was given with the steps that serve its paper, taken since, goes before: what the party was told in the end is what the paper says.
    """
    steps, dating = list(stands), form.dated_by or form.after
    nth = max((nth for nth, one in enumerate(steps) if one.step in dating), default=None)
    if nth is None:
        return {}
    told = dict(steps[nth].told)
    for one in steps[nth:]:
        if one.step in form.served_by:
            told |= one.given
    return told


def served_in(procedure: str, stands: Iterable[Taken]) -> dict[str, dict[str, str]]:
    """
    Return when, how and to whom the paper of each form was served, by form, from the steps that stand.

    A form names the steps that say it (`served_by`). One that came before the newest step that dates the form served an older paper.
    """
    steps, found = list(stands), {}
    for form in forms(FOLDER).values():
        if form.served_by and form.fits(procedure):
            dated = max((nth for nth, one in enumerate(steps) if one.step in form.dated_by), default=0)
            served = [one.given for one in steps[dated:] if one.step in form.served_by and "served_on" in one.given]
            if served:
                told = {"on": served[-1]["served_on"], "way": served[-1].get("service_mode", ""), "receiver": served[-1].get("receiver", "")}
                found[form.key] = {name: value for name, value in told.items() if value}
    return found


def served_last(procedure: str, stands: Iterable[Taken]) -> tuple[datetime, frozenset[str]] | None:
    """Return when the newest step that serves a paper was taken, and the forms whose papers it serves; none where none was."""
    by_step: dict[str, set[str]] = {}
    for form in forms(FOLDER).values():
        if form.fits(procedure):
            for step in form.served_by:
                by_step.setdefault(step, set()).add(form.key)
    serving = [one for one in stands if one.step in by_step and "served_on" in one.given]
    return (serving[-1].at, frozenset(by_step[serving[-1].step])) if serving else None


def no_hearing_in(dossier: Dossier, stands: Iterable[Taken], at: datetime) -> str:
    """Return the sentence that the party, who did state something, asked for no hearing to which it had a right, or took its request back."""
    steps = list(stands)
    told = [one for one in steps if one.step in forms(FOLDER)["penalty_notice"].served_by and "served_on" in one.given]
    has_right = [one.given["hearing_right"] for one in steps if "hearing_right" in one.given][-1:] == [_HAS_RIGHT]
    since = [one.step for one in steps[steps.index(told[-1]) :]] if told else []
    if not has_right or not {*since} & {*_ANSWERING} or _HEARD in since:
        return ""
    if _ASKED not in since:
        due = _time_to_answer(dossier, told[-1])
        return "当事人在规定期限内未要求听证。" if due is not None and due < at else ""
    return "当事人要求听证后又书面撤回要求，视为放弃听证权利。" if _WAIVED in since else ""


def silence_in(dossier: Dossier, stands: Iterable[Taken], at: datetime) -> str:
    """
    Return the sentence that the party said nothing to the notice: it was served, the time to answer ran out, and no step since says an answer.

    Nothing before that: a decision that is written while the time runs leaves the place blank.
    """
    steps, since = list(stands), None
    for one in steps:
        if one.step in forms(FOLDER)["penalty_notice"].served_by and "served_on" in one.given:
            since = one
        elif one.step in _ANSWERING:
            since = None
    due = _time_to_answer(dossier, since) if since else None
    if due is None or due >= at:
        return ""
    has_right = [one.given["hearing_right"] for one in steps if "hearing_right" in one.given][-1:] == [_HAS_RIGHT]
    said, waived = ("，也未要求听证", "上述") if has_right else ("", "此")
    return f"当事人在规定期限内（{chinese_day(due)}届满）未提出陈述、申辩意见{said}，视为放弃{waived}权利。"


def _time_to_answer(dossier: Dossier, served: Taken) -> datetime | None:
    """Return when the time to answer a notice runs out; none where no clock runs for it."""
    found = dossier.deadlines.filter(name=_ANSWER).exclude(closed_at__lt=served.at).order_by("opened_at", "id").last()
    return found.due if found else None


def payment_in(steps: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return what was paid when, as the newest payment has it; nothing where none is on record."""
    paid = steps.get("record_payment", {})
    if not paid:
        return {}
    fine = f"，本次缴纳罚款{paid['fine_paid'].removesuffix('元')}元" if paid.get("fine_paid") else ""
    return {"said": f"已于{paid.get('fine_paid_on') or paid['at']}履行完毕{fine}"}


def publication_in(steps: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return when a penalty was published, and where: under the number of this node's own page, or the address that was typed."""
    shown = steps.get("publish", {})
    address = shown.get("published_at_address", "")
    where = f"（公示编号{address.rpartition('/')[2]}）" if address.startswith("/") else f"（{address}）" if address else ""
    return {"said": f"已于{shown['at']}公示{where}"} if shown else {}


def day_of(form: Form, dossier: Dossier, undone_by: Mapping[str, str]) -> date | None:
    """Return the day of the newest of the steps that a form is dated by; none where none was taken, or each was undone since."""
    entries = list(dossier.entries.order_by("index").values_list("kind", "at"))
    stands: dict[str, datetime] = {}
    for kind, at in entries:
        if kind in form.dated_by:
            stands[kind] = at
        for step in [step for step in stands if undone_by.get(step) == kind]:
            del stands[step]
    return localtime(max(stands.values())).date() if stands else None
