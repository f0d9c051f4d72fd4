"""What the amount ledger of a case comes to, how near that is to the lines of a crime, and whether a fine lies in the range of the law."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mingjian.core.amount_lines.totals import Totals, add_up
from mingjian.core.errors import BadInput, MingjianError, NotInBook, StepRefused
from mingjian.core.language import Text
from mingjian.core.law.citations import cite
from mingjian.core.law.outcomes import WARNED_FROM
from mingjian.core.law.thresholds import Threshold
from mingjian.core.procedure import rulebook
from mingjian.core.procedure.answers import weighed
from mingjian.core.procedure.discretions import fine_placed
from mingjian.institutions.cases.models import AmountLine, Case
from mingjian.institutions.cases.queries import lines_counted
from mingjian.institutions.cases.services.fines import fines_meant
from mingjian.institutions.matters.models import Charge, Party
from mingjian.institutions.matters.queries import matter_of, rows_of
from mingjian.office.law_texts import scales

_NEAR, _JUDGE, _REACHED = "near", "judge", "reached"


@dataclass(frozen=True)
class Watch:
    """
    How near the figures of a case are to the lines of its crime: weighed with the least and the most, or why nothing can be said.

    `level` is `near` from 80 %, `judge` where a line is reached and only a person's judgement is wanting, `reached` at the line, of the most; empty below.
    """

    least: Threshold | None = None
    most: Threshold | None = None
    why_not: Text | None = None

    @property
    def share(self) -> Decimal | None:
        """Return the share of the base line, of the most."""
        return self.most.governing.reached_share if self.most else None

    @property
    def percent(self) -> int | None:
        """Return the share in whole per cent, never rounded up to the line."""
        return int(self.share * 100) if self.share is not None else None

    @property
    def percent_least(self) -> int | None:
        """Return the share in whole per cent if every doubt takes out."""
        share = self.least.governing.reached_share if self.least else None
        return int(share * 100) if share is not None else None

    @property
    def said(self) -> str:
        """Return the share as it is written."""
        return f"{self.percent} %"

    @property
    def said_least(self) -> str:
        """Return the least share as it is written."""
        return f"{self.percent_least} %"

    @property
    def level(self) -> str:
        """Return which warning is due; empty where none is."""
        if self.most and self.most.governing.tier:
            return _REACHED
        if self.most and self.most.governing.is_to_judge:
            return _JUDGE
        return _NEAR if self.share is not None and self.share >= WARNED_FROM else ""


def totals_of(case: Case, lines: list[AmountLine] | None = None) -> Totals:
    """Add up the lines of a case that count, or those given. Raises BadInput where they do not add up."""
    return add_up([one.line for one in (lines_counted(case) if lines is None else lines)])


def watch_of(case: Case, on: date, lines: list[AmountLine] | None = None, crime: str = "") -> Watch:
    """
    Weigh the figures of a case, or of the lines given, against the crime that it names, or another one, on a day.

    What is missing is said and decides nothing.
    """
    crime = crime or case.crime
    if not crime or case.acted_on is None:
        return Watch(why_not=Text("尚未写明涉嫌的罪名和行为日期，未与追诉标准比较。", "The crime and the day of the act are not set: nothing is compared."))
    try:
        totals = totals_of(case, lines)
        if not totals.of("turnover").most:
            return Watch()
        least, most = (weighed(crime, totals.figures(least=one), case.acted_on, max(on, case.acted_on)) for one in (True, False))
    except MingjianError as error:
        return Watch(why_not=error.text)
    return Watch(least, most)


def check_fines(case: Case, fine: Decimal, on: date) -> None:
    """
    Refuse a fine outside the range of the law, with the article; of several parties the fine of each. Raises StepRefused.

    A range that the rulebook does not hold, or that a person must judge, refuses nothing.
    """
    for party, amount in fines_meant(case.dossier, fine):
        _check_fine(case, amount, on, party)


def _check_fine(case: Case, fine: Decimal, on: date, party: Party | None) -> None:
    """Hold one fine against the range; where the act or the field is not set, nobody could say whether it is lawful."""
    charge = _charge_of(case, party)
    if charge and not charge.act:
        return  # an act of its own that is none of the rulebook: there is no range to hold it against
    act, field_ = (charge.act, charge.field or case.field) if charge else (case.act, case.field)
    if not act or not field_:
        raise StepRefused(
            "请先在案件页面写明违法行为和商品领域（“已知情况”中系统建议的，核对后点“登记”），才能核对罚款是否在法定幅度之内。",
            "Set the act and the field of goods on the case's page first: without them nobody can say whether the fine is within the law.",
        )
    totals = totals_of(case, _lines_of(case, party) if party else None)
    value, gains = totals.of("turnover").most or None, totals.of("proceeds").most or None
    whose_zh, whose_en = (f"对{party.name}的", f" of {party.name}") if party else ("", "")
    try:
        acted_on = case.acted_on or on
        facts = (act, field_, acted_on, fine, value, gains, case.circumstances, case.department.region)
        placed = fine_placed(*facts, decided_on=max(on, acted_on), local=scales())  # the milder law, where the law changed since
    except NotInBook:
        return
    except BadInput as error:
        where = (
            Text("", "")
            if value
            else Text("案值台账还没有销售明细，请先在案件页面登记。", " The amount ledger of the case has no sales yet: enter them on its page first.")
        )
        raise StepRefused(f"{error.text.zh}{where.zh}", f"{error.text.en}{where.en}") from error
    if placed.is_lawful is False:
        ground = cite(placed.governing.provision.ground, placed.liability.on, rulebook().statutes)
        zh = "；".join(one.zh.rstrip("。；") for one in placed.findings[:3])
        en = "; ".join(one.en.rstrip(".;") for one in placed.findings[:3])
        said = f"A fine{whose_en} of {fine} yuan is outside the range of the law ({ground.en}): {en}."
        raise StepRefused(f"{whose_zh}罚款 {fine} 元不在法定幅度之内（{ground.zh}）：{zh}。", said)


def _charge_of(case: Case, party: Party | None) -> Charge | None:
    """Return the charge that is one party's own, whose act may be another than that of the case; None where there is none, or several."""
    matter = matter_of(case.dossier) if party else None
    own = [one for one in rows_of(matter, Charge) if party and one.party_id == party.pk] if matter else []
    return own[0] if len(own) == 1 else None


def _lines_of(case: Case, party: Party) -> list[AmountLine]:
    """Return the lines of the amounts about offers of one party. Raises StepRefused where a line may be anybody's."""
    lines = lines_counted(case)
    if unclear := [one for one in lines if one.offer is None or one.offer.party_id is None]:
        raise StepRefused(
            f"案值明细有 {len(unclear)} 行没有写明是哪一当事人的商品，不能分别核对各当事人的罚款幅度。请在“案值”中为这些行选定商品，并为商品选定当事人。",
            f"{len(unclear)} lines of the amounts name no party's offer, so that the fine of each cannot be held against its range. Choose offer and party.",
        )
    return [one for one in lines if one.offer is not None and one.offer.party_id == party.pk]
