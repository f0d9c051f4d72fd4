"""Cases that are joined and parts of a case that get one of their own: what keeps from it, the last day that goes along, the lines of the amount ledger."""

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localtime

from mingjian.core.amount_lines.totals import add_up
from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.cases.models import WITHDRAWN, AmountLine, Case
from mingjian.institutions.cases.queries import lines_counted
from mingjian.institutions.cases.services.threshold_watch import hold, keep_value, weigh
from mingjian.institutions.matters.joinder.acts import note_move
from mingjian.institutions.matters.models import Move, Offer
from mingjian.office.models import Deadline, Dossier, Officer
from mingjian.office.record.entries import enter

#: Deadlines by which a case is to be decided.
DECIDE = ("decide", "decide_further", "decide_anew")
#: Where the track of measures stands while a case holds nothing.
NO_MEASURE = ("free", "released")
#: What `Move.beside` calls the lines that went along.
LINES = "amount_lines"


def last_day_of(dossier: Dossier) -> date | None:
    """Return the day by which a case is to be decided; None where no such time runs, as while a test is waited for."""
    running = Deadline.objects.filter(dossier=dossier, name__in=DECIDE, closed_at=None, suspended_since=None).exclude(due=None)
    days = [localtime(one.due).date() for one in running if one.due is not None]
    return min(days) if days else None


def refuse_at_police(dossier: Dossier) -> None:
    """Refuse a case of which a transfer to the police is being prepared or lies there. Raises StepRefused."""
    transfer = Dossier.objects.filter(arose_from=dossier, procedure="crime_transfer", is_closed=False).first()
    if transfer is not None:
        raise StepRefused(
            f"{dossier.number} 正在办理移送（{transfer.number}）：移送办结、撤回或者被退回后，才能并案、分案。",
            f"{dossier.number} is being transferred ({transfer.number}): it is joined or separated only once that is over, withdrawn or sent back.",
        )


def refuse_held(dossier: Dossier, *, is_joined: bool) -> None:
    """
    Refuse to join a case to another, or to separate it, while it holds goods: the papers of the case that decides would say nothing of them.

    Raises StepRefused.
    """
    state = dossier.state if isinstance(dossier.state, dict) else {}
    if state.get("measures", "free") in NO_MEASURE and state.get("evidence", "not_preserved") == "not_preserved":
        return
    what, in_english = f"{dossier.number} 尚有查封、扣押或者先行登记保存的财物", f"{dossier.number} holds goods that are sealed, seized or preserved"
    if is_joined:
        raise StepRefused(
            f"{what}：先作出处理决定，或者并入持有措施的案件。", f"{in_english}: decide on them first, or join the other case to the one that holds them."
        )
    raise StepRefused(f"{what}：先作出处理决定，再分案。", f"{in_english}: decide on them before some parties are separated.")


def take_lines(source: Case, target: Case, move: Move, by: Officer, at: datetime, of: Callable[[AmountLine], bool] = lambda line: True) -> None:
    """
    Let lines of a ledger count in another case, each of the same offer there; here they are withdrawn. The move notes the pairs.

    Orders that both ledgers count already are refused where they stand in different lines: a sum would hold them twice. Raises BadInput.
    """
    hold(source)
    hold(target)
    chosen = [line for line in lines_counted(source) if of(line)]
    held = lines_counted(target)
    pairs: list[tuple[AmountLine, AmountLine]] = []
    noted: list[list[Any]] = []
    nth = max((line.nth for line in target.lines.all()), default=0)
    for line in chosen:
        there = _counted_there(line, held)
        is_common = there is not None
        if there is None:
            nth += 1
            there = _copied(line, target, nth, _offer_there(line.offer, move))
        pairs.append((line, there))
        noted.append([line.nth, there.nth, is_common, line.standing])
    for line, _ in pairs:
        line.standing, line.reason = WITHDRAWN, _because(line.reason, f"转至 {target.number}")
        line.save(update_fields=["standing", "reason"])
    _reckon(source, at)
    _reckon(target, at)
    if not pairs:
        return
    names = [[line.wire_name, there.wire_name] for line, there in pairs]
    note_move(move.source, by=by, at=at, move=move, name=LINES, pairs=noted, names=names)
    _enter("case_lines_carried", source, target, pairs, by, at)


def return_lines(joined: Case, target: Case, move: Move, offers: Collection[Offer], by: Officer, at: datetime) -> None:
    """
    Let the lines of a joined case count there again when it is taken out of the other one, each in its old place.

    A line that came stands as it does now, and counts no more in the other case; one that both had counted stands as it did before, and the other case keeps
    its own. What was entered since of an offer that goes is carried. Raises BadInput where a ledger would not add up.
    """
    hold(joined)
    hold(target)
    here = {line.nth: line for line in joined.lines.all()}
    there = {line.nth: line for line in target.lines.all()}
    noted = list(move.beside.get(LINES, []))
    returned: list[tuple[AmountLine, AmountLine]] = []
    for nth, other_nth, is_common, standing in noted:
        line, counterpart = here[nth], there[other_nth]
        if line.standing != WITHDRAWN or (not is_common and counterpart.standing == WITHDRAWN):
            continue  # what was withdrawn in the meantime stays so
        line.standing, line.reason = standing if is_common else counterpart.standing, _because(line.reason, f"自 {target.number} 拆回")
        line.save(update_fields=["standing", "reason"])
        if not is_common:
            counterpart.standing, counterpart.reason = WITHDRAWN, _because(counterpart.reason, f"拆回 {joined.number}")
            counterpart.save(update_fields=["standing", "reason"])
        returned.append((line, counterpart))
    if returned:
        _enter("case_lines_returned", joined, target, returned, by, at)
    own, paired = {offer.pk for offer in offers}, {other_nth for _, other_nth, _, _ in noted}
    take_lines(target, joined, move, by, at, lambda line: line.offer_id in own and line.nth not in paired)


def _enter(kind: str, source: Case, target: Case, pairs: Sequence[tuple[AmountLine, AmountLine]], by: Officer, at: datetime) -> None:
    """Write the pairs of lines (source, target) into the ledger, about either case."""
    rows = [row for pair in pairs for row in pair]
    names = [[line.wire_name, there.wire_name] for line, there in pairs]
    for about, other in ((source, target), (target, source)):
        enter(kind, at=at, by=by, about=about, dossier=about.dossier, beside=rows, other=other, lines=names)


def _because(reason: str, note: str) -> str:
    return f"{reason}；{note}"[:500] if reason else note


def _offer_there(offer: Offer | None, move: Move) -> Offer | None:
    """Return the offer of the other matter that an offer became, in whichever direction the move went."""
    if offer is None:
        return None
    forth = offer.matter_id == move.source_id
    other = move.target if forth else move.source
    place = next((new if forth else old for letter, old, new, _ in move.rows if letter == Offer.letter and (old if forth else new) == offer.nth), None)
    return other.offer_rows.filter(nth=place).first() if place is not None else None


def _counted_there(line: AmountLine, held: Collection[AmountLine]) -> AmountLine | None:
    """Return the line of the other ledger that counts the same orders. Raises BadInput where some of them stand in another line there."""
    orders = {one for one in line.proofs if one.startswith("order/")}
    for other in held:
        common = orders & set(other.proofs)
        if not common or other.kind != line.kind:
            continue
        if set(other.proofs) == set(line.proofs) and other.line.quantity == line.quantity:
            return other
        raise BadInput(
            f"订单 {min(common)[:80]} 等 {len(common)} 笔在 {line.number} 和 {other.number} 两行中都已计算：先撤回其中一行，再办理。",
            f"{len(common)} orders ({min(common)[:80]} among them) are counted both in {line.number} and in {other.number}: withdraw one of the lines first.",
        )
    return None


def _copied(line: AmountLine, target: Case, nth: int, offer: Offer | None) -> AmountLine:
    told = {one.name: getattr(line, one.name) for one in line._meta.concrete_fields if one.name not in ("id", "case", "nth", "offer", "reason")}
    return AmountLine.objects.create(case=target, nth=nth, offer=offer, reason=_because(line.reason, f"自 {line.number} 转来"), **told)


def _reckon(case: Case, at: datetime) -> None:
    """Add up what counts now, weigh it against the line of the crime, keep the value. Raises BadInput where more would be taken out than was sold."""
    lines = list(AmountLine.objects.filter(case=case).exclude(standing=WITHDRAWN))
    try:
        add_up([one.line for one in lines])
    except BadInput as refused:
        raise BadInput(
            f"{case.number} 的案值台账将不能成立：{refused.text.zh}先更正台账（把退款、虚假交易明细对应到商品），再办理。",
            f"The amount ledger of {case.number} would not add up: {refused.text.en} Mend it first: tie refunds and sham orders to their offers.",
        ) from None
    weigh(case, localtime(at).date(), lines)
    keep_value(case, lines)
