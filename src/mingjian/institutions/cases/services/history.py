"""
The earlier penalties of a case's party: decided in cases of this node, and in `penalty` records that were loaded. Nobody types them.

Those that are final, of the same kind of act and not over are proposed where earlier penalties count: the lines of its crime. A person decides.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Any

from django.utils.timezone import localtime

from mingjian.core.errors import MingjianError
from mingjian.core.language import Text
from mingjian.core.law.citations import cited_in
from mingjian.core.law.periods import same_day_later
from mingjian.core.law.thresholds import Threshold
from mingjian.core.procedure import liabilities, rulebook
from mingjian.core.procedure.answers import weighed
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.services.assessment import totals_of
from mingjian.institutions.cases.services.screen import same_party
from mingjian.institutions.market.queries.penalties import PenaltyRow, penalties_on_file, penalties_with_words
from mingjian.office.models import Entry, Officer

_DECIDED, _ANEW = "decide_penalty", "decide_anew"
#: Steps after which a penalty no longer stands.
_UNDONE = frozenset(("revoke_penalty", "revoke_served_penalty", "annul_penalty", "quash_on_reconsideration", "quash_by_court"))
_CONTESTED = ("under_reconsideration", "sued", "judged", "quashed")
#: Words of a register by which an entry no longer stands.
SHOWN_LIKE, LEAST_OF_NAME = 10, 4
_GONE = ("撤销", "撤回", "无效", "变更", "revoked", "annulled")


@dataclass(frozen=True)
class Earlier:
    """
    One earlier penalty: its number, day, breach, fine in yuan, who says so; the case, if it is one of this node.

    `is_proposed`: it counts for the lines of the crime, by what is known; `why` says why, or why not.
    `until`: the last day on which it does, where a text says.
    """

    number: str
    decided_on: date
    breach: str
    fine: Decimal | None
    source: Text
    is_proposed: bool
    why: Text
    case: Case | None = None
    until: date | None = None


@dataclass(frozen=True)
class History:
    """What is known of earlier penalties: those shown, how many entries of registers are no longer shown by law, and what the sums come to with them."""

    shown: list[Earlier]
    hidden: int
    weighed: Threshold | None = None

    @property
    def days(self) -> list[date]:
        """Return the days that are proposed, the earliest first."""
        return sorted({one.decided_on for one in self.shown if one.is_proposed})

    @property
    def percent(self) -> int | None:
        """Return the share of the line with what is proposed, in whole per cent."""
        share = self.weighed.governing.reached_share if self.weighed else None
        return int(share * 100) if share is not None else None

    @property
    def said(self) -> str:
        """Return the share as it is written."""
        return f"{self.percent} %"


def history_of(case: Case, officer: Officer, on: date) -> History:
    """Gather the earlier penalties of a case's party as an officer may see them, on a day."""
    rows = penalties_on_file(officer, case.party_code, case.party_name)
    held = [row for row in rows if row.get("decided_on")]
    shown = [row for row in held if not row.get("shown_until") or row["shown_until"] >= on]
    own = list(_of_cases(case, same_party(case, officer)))
    known = {one.number for one in own}
    found = own + [_of_record(row, case) for row in shown if row["decision_id"] not in known]
    found = [_dated(one, case) for one in sorted(found, key=lambda one: one.decided_on, reverse=True)]
    history = History(found, len(held) - len(shown))
    return replace(history, weighed=_weighed(case, history.days, on))


@dataclass(frozen=True)
class LikeCases:
    """Penalties of other parties for the same kind of act, the newest first, with the fines that are known, in yuan, from the smallest."""

    shown: list[Earlier]
    count: int
    fines: list[Decimal]

    @property
    def median(self) -> Decimal | None:
        """Return the fine in the middle; None where none is known."""
        return median(self.fines) if self.fines else None


def like_cases(case: Case, officer: Officer, on: date) -> LikeCases:
    """Gather the penalties of others for the act of a case, as decisions and registers word them; those revoked or no longer shown are left out."""
    names, articles = _names(case), _articles(case)
    told = penalties_with_words(officer, names | {title for title, _ in articles})
    rows = [row for row in told if _is_of_another(row, case) and _stands(row, on) and _is_of_act(row, names, articles)]
    found = [_of_record(row, case) for row in rows if row.get("decided_on")]
    return LikeCases(found[:SHOWN_LIKE], len(found), sorted(one.fine for one in found if one.fine is not None))


def _names(case: Case) -> set[str]:
    """Return the names of a case's act as people word it, each of four signs and more: shorter ones stand in other acts, too."""
    if not case.act or case.act not in liabilities().all:
        return set()
    act = liabilities().all[case.act]
    return {name for name in (act.title.zh, *act.known_as) if len(name) >= LEAST_OF_NAME and not name.isascii()}


def _articles(case: Case) -> set[tuple[str, str]]:
    """Return the articles of the law made for the act of a case that punish it, each as the short title of the law and its number."""
    titles = _titles(case)
    if not titles:
        return set()
    grounds = [one.ground for one in liabilities().all[case.act].provisions]
    law = grounds[0].partition("/")[0]
    return {(title, ground.partition("/")[2]) for title in titles for ground in grounds if ground.startswith(f"{law}/")}


def _is_of_act(row: PenaltyRow, names: set[str], articles: set[tuple[str, str]]) -> bool:
    """Return whether a penalty is for an act: it is named so, or rests on an article that punishes this act alone or first."""
    if any(name in f"{row.get('breach') or ''}|{row.get('content') or ''}" for name in names):
        return True
    return any((one.name.removeprefix("中华人民共和国"), one.number) in articles for one in cited_in(str(row.get("ground") or "")))


def _is_of_another(row: PenaltyRow, case: Case) -> bool:
    is_same_code = bool(case.party_code) and row.get("uscc") == case.party_code
    return not is_same_code and row.get("party") != case.party_name


def _stands(row: PenaltyRow, on: date) -> bool:
    is_shown = not row.get("shown_until") or row["shown_until"] >= on
    return is_shown and not any(word in str(row.get("status") or "") for word in _GONE)


def _of_cases(case: Case, others: Sequence[Case]) -> Iterator[Earlier]:
    """Return the penalties of the party's other cases that still stand; one that may still be contested is shown and not proposed."""
    numbers = {one.dossier_id: one for one in others}
    decided: dict[int, Entry] = {}
    for entry in Entry.objects.filter(dossier__in=numbers, kind__in={_DECIDED, _ANEW} | _UNDONE).order_by("index"):
        assert entry.dossier_id is not None  # noqa: S101 - asked for by its dossier
        if entry.kind in _UNDONE or entry.kind == _ANEW:  # to decide anew is only to take the case up again
            decided.pop(entry.dossier_id, None)
        else:
            decided[entry.dossier_id] = entry
    for pk, entry in decided.items():
        other = numbers[pk]
        is_like, is_final = bool(case.act) and other.act == case.act, _is_final(other)
        day = localtime(entry.at).date()
        fine = (json.loads(entry.body).get("papers") or {}).get("fine")
        source = Text("本节点案件", "a case of this node")
        yield Earlier(other.number, day, other.suspected_act or other.dossier.title, _yuan(fine), source, is_like and is_final, _why(is_like, is_final), other)


def _is_final(case: Case) -> bool:
    """Return whether a case is closed and its penalty not contested; that it is still shown to the public leaves the dossier itself open."""
    state = case.dossier.state
    tracks = state if isinstance(state, dict) else {"main": state}
    return tracks.get("main") == "closed" and tracks.get("remedy") not in _CONTESTED


def _of_record(row: PenaltyRow, case: Case) -> Earlier:
    """Describe a penalty of a register; whether it was for the same kind of act shows in the law that it cites."""
    gone = any(word in str(row.get("status") or "") for word in _GONE)
    said = f"{row.get('ground') or ''}{row.get('breach') or ''}"
    is_like = any(title in said for title in _titles(case))
    register, body = row.get("platform") or "", row.get("authority") or ""
    source = Text(f"{register or '公示信息'}（{body or '机关未载明'}）", f"{register or 'register'} ({body or 'authority not said'})")
    why = Text("已撤销、变更，不计", "revoked or changed: it does not count") if gone else _why(is_like, is_final=True)
    breach = str(row.get("breach") or row.get("content") or "")
    return Earlier(str(row["decision_id"]), row["decided_on"], breach, _yuan(row.get("fine")), source, is_like and not gone, why)


def _titles(case: Case) -> set[str]:
    """Return the short titles of the special laws that punish the act of a case: 商标法 of 中华人民共和国商标法."""
    if not case.act or case.act not in liabilities().all:
        return set()
    first = liabilities().all[case.act].provisions[:1]
    laws = {one.ground.partition("/")[0] for one in first}
    return {rulebook().statutes.title(law).zh.removeprefix("中华人民共和国") for law in laws}


def _why(is_like: bool, is_final: bool) -> Text:
    if not is_final:
        return Text("尚未结案，不计", "not closed yet: it does not count")
    if not is_like:
        return Text("不是同类行为，或者没有写明，不计", "of another kind of act, or none is named: it does not count")
    return Text("同类行为，计入", "of the same kind of act: it counts")


def _yuan(written: Any) -> Decimal | None:
    if written in (None, ""):
        return None
    yuan = Decimal(str(written))
    return yuan.quantize(Decimal(1)) if yuan == yuan.to_integral_value() else yuan


def _dated(one: Earlier, case: Case) -> Earlier:
    """State until when an earlier penalty counts for the lines of the case's crime, where its text names a time."""
    within = _within(case)
    if not within or not one.is_proposed or case.acted_on is None:
        return one
    until = same_day_later(one.decided_on, within * 12)
    if until >= case.acted_on:
        return replace(one, until=until)
    over = Text(f"至行为日已逾{within}年，不计", f"over {within} years before the act: it does not count")
    return replace(one, until=until, is_proposed=False, why=over)


def _within(case: Case) -> int | None:
    found = _weighed(case, (), case.acted_on) if case.acted_on else None
    return found.governing.regime.prior_within if found else None


def _weighed(case: Case, days: Iterable[date], on: date) -> Threshold | None:
    """Weigh the case's sums with earlier penalties; nothing where the crime or the sums are not set, or the book refuses."""
    if not case.crime or case.acted_on is None:
        return None
    try:
        figures = totals_of(case).figures(least=False)
        before = tuple(day for day in days if case.acted_on and day <= case.acted_on)
        return weighed(case.crime, replace(figures, penalised_on=before), case.acted_on, max(on, case.acted_on))
    except MingjianError:
        return None
