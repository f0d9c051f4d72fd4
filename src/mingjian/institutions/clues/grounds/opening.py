"""
Take findings up as a clue, with what the lake knows of their subject; those of one subject become one clue that rests on all of them.

What is taken up has its matter at once, and whoever takes it up has received it, unless it is doubtful that the office is competent.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from mingjian.core.errors import BadInput, StepRefused
from mingjian.core.language import Text
from mingjian.core.redaction import masked
from mingjian.institutions.clues.grounds.services.findings import GONE, open_findings
from mingjian.institutions.clues.grounds.services.orders import seal_orders
from mingjian.institutions.clues.grounds.steps import take_in_finding
from mingjian.institutions.clues.handover.services.competence import LONGEST_BASIS, ground_of
from mingjian.institutions.clues.handover.steps import accept
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.clues.queries import is_open
from mingjian.institutions.clues.services.known_facts import filled, known_of_findings, shop_of_finding, shops_of_finding
from mingjian.institutions.market.queries.known import Known, Subject
from mingjian.institutions.market.queries.known import known_of as on_file_of
from mingjian.institutions.matters.acts import open_matter
from mingjian.institutions.matters.queries import known_of
from mingjian.institutions.monitoring.findings.acts import follow_finding, name_shop
from mingjian.institutions.monitoring.models import Finding, kept_whole
from mingjian.institutions.monitoring.queries import detector_titles, rule_titles
from mingjian.office.models import Officer
from mingjian.office.particulars.prefill import differing
from mingjian.office.people.permissions import may

MOST_SHOPS = 50  # of a ring whose names a clue looks for
LEFT_OUT = 10  # signs in which it is said that there are more

Knowing = Mapping[str, Known]  # by the subject of a finding


@dataclass(frozen=True)
class TakenUp:
    """A clue with the findings that it rests on now, and those that somebody else was quicker with."""

    clue: Clue
    findings: list[Finding]
    gone: list[Finding]


def take_up(finding: Finding, *, by: Officer, at: datetime, jurisdiction: str = "") -> Clue:
    """Take a finding up as a clue, once; see `take_up_together`."""
    return take_up_together([finding], by=by, at=at, jurisdiction=jurisdiction).clue


def take_up_together(
    findings: Sequence[Finding],
    *,
    by: Officer,
    at: datetime,
    known: Knowing | None = None,
    jurisdiction: str = "",
    key: str | None = None,
    sent: tuple[object, ...] = (),
) -> TakenUp:
    """
    Take findings of one subject up as one clue: the most remarkable opens it, each of the others is taken in by a step of its own.

    `known` is what the lake knows of each subject, where that was looked up already; `jurisdiction` why the office is competent, in the officer's words.
    Where records put the operator elsewhere and no reason is given the clue is registered and not received, so that it can be sent to who is competent.
    Those that were dealt with meanwhile are left out. Raises StepRefused where that leaves none, BadInput where the findings name different subjects.
    """
    known = known_of_findings(by, findings) if known is None else known
    if len({about(finding, known) for finding in findings}) != 1:
        raise BadInput("这些发现不是同一对象，请分别采用。", "These findings are about different subjects: take them up one by one.")
    with transaction.atomic():
        held = open_findings(by, [finding.pk for finding in findings])
        if not held:
            raise StepRefused(*GONE)
        for one in held:
            name_shop(one, by=by, at=at, shop=_shop(one, known))
        first, further = held[0], held[1:]
        of_first = known.get(first.subject, Known(first.shop))
        ground = ground_of(first, by.department)
        basis = jurisdiction.strip()[:LONGEST_BASIS] or (ground.basis if ground else "")
        told = _intake(held, of_first, members_of(first, by)).but(jurisdiction_basis=basis)
        whole = filled(told, of_first)
        clue = register(whole, by=by, at=at, finding=first, filled=differing(told, whole), key=key, sent=sent)
        follow_finding(first, by=by, at=at)
        for one in further:
            take_in_finding(clue.dossier, by=by, at=at, finding=one.pk)
        _begin(clue, by, at, is_received=ground is None or bool(basis) or not ground.is_doubtful)
    kept = {one.pk for one in held}
    return TakenUp(clue, held, [one for one in findings if one.pk not in kept])


def _begin(clue: Clue, by: Officer, at: datetime, *, is_received: bool) -> None:
    """Seal what orders the findings name, open the matter with all that is known, and receive the clue in the name of whoever took it up."""
    if by.department is None or not by.department.is_authority:
        return
    seal_orders(clue, by=by, at=at)
    if may(by, "matters.keep"):
        open_matter(by=by, at=at, dossier=clue.dossier, known=known_of(clue.dossier))
    if is_received and is_open(clue, accept.__name__, by):
        accept(clue.dossier, by=by, at=at)


def take_up_several(findings: Sequence[Finding], *, by: Officer, at: datetime) -> tuple[list[TakenUp], list[tuple[str, Text]]]:
    """Take findings up, those of one subject as one clue; return what was done, and what was refused of which subject and why. One refused hinders no other."""
    known, parted = known_of_findings(by, findings), dict[str, list[Finding]]()
    for finding in findings:
        parted.setdefault(about(finding, known), []).append(finding)
    done: list[TakenUp] = []
    refused: list[tuple[str, Text]] = []
    for group in parted.values():
        try:
            taken = take_up_together(group, by=by, at=at, known=known)
        except StepRefused as why:
            refused.extend((one.called, why.text) for one in group)
        else:
            done.append(taken)
            refused.extend((one.called, Text(*GONE)) for one in taken.gone)
    return done, refused


def about(finding: Finding, known: Knowing) -> str:
    """Return what a finding is about: its one shop, where the finding or the lake tells it; else its own subject."""
    return _shop(finding, known) or finding.subject


def _shop(finding: Finding, known: Knowing) -> str:
    return kept_whole(shop_of_finding(finding) or known.get(finding.subject, Known()).shop)


def act_of(finding: Finding) -> str:
    """Return in the words of a clue what act a finding makes one suspect."""
    described = detector_titles().get(finding.detector)
    return described.title.zh if described else rule_titles([finding.detector]).get(finding.detector, finding.detector)


def reasons_of(findings: Sequence[Finding]) -> str:
    """Return why each finding is remarkable, in the words of a clue; of one, its reason alone."""
    if len(findings) == 1:
        return findings[0].reason_zh
    return "\n".join(f"{number}. {one.subject}：{one.reason_zh}" for number, one in enumerate(findings, 1))


def members_of(finding: Finding, officer: Officer) -> list[Known]:
    """Return what the lake knows of each shop of a finding that names several; nothing of one that names one."""
    shops = list(dict.fromkeys(shops_of_finding(finding)))[:MOST_SHOPS]
    known = on_file_of(officer, [Subject("shop", shop) for shop in shops]) if len(shops) > 1 else {}
    return [known.get(shop, Known(shop)) for shop in shops] if known else []


def name_of(finding: Finding, known: Known, members: Sequence[Known]) -> str:
    """Return in a title what a finding is about: by its shop's name where records tell it, `甲店等 3 家` of several; else as the finding itself is called."""
    names = [masked(str(one.operator["shop_name"])) for one in members if one.operator.get("shop_name")]
    if names:
        return f"{names[0]}等 {len(members)} 家"
    own = masked(str(known.operator.get("shop_name") or "")) or finding.shop_name
    return f"{own}等 {finding.shop_count} 家" if own and finding.shop_count > 1 else own or finding.called


def _joined(names: Iterable[object], most: int) -> str:
    """Name each once, as many as there is room for, and say that there are more."""
    told = list(dict.fromkeys(masked(str(name)) for name in names if name))
    kept = next((told[:count] for count in range(len(told), 0, -1) if len("、".join(told[:count])) <= most - LEFT_OUT), [])
    return "、".join(kept) + (f"等 {len(told)} 个" if len(kept) < len(told) else "")


def _intake(findings: Sequence[Finding], known: Known, members: Sequence[Known]) -> Intake:
    """Describe findings of one subject in the words of a clue: what is told of the one listing is that of the first; of a ring its shops and operators."""
    first = findings[0]
    platform, _, name = first.subject.partition("/")
    act = "、".join(dict.fromkeys(act_of(one) for one in findings))
    grounds = [described.ground[0] for one in findings if (described := detector_titles().get(one.detector)) and described.ground]
    texts = first.evidence().get("texts")
    return Intake(
        source="monitoring",
        suspected_act=act[:200],
        suspected_ground=grounds[0] if grounds else "",
        title=f"{name_of(first, known, members)} · {act}"[:200],
        shop_name=_joined((one.operator.get("shop_name") or one.shop for one in members), 120),
        displayed_operator=_joined((one.operator.get("name") for one in members), 200),
        platform=platform[:60],
        shop_id=first.shop.partition("/")[2][:100],
        listing_id=name[:100] if first.subject_kind in {"listing", "post"} else "",
        listing_title=str(texts.get("title") or "")[:300] if isinstance(texts, dict) else "",
        content=reasons_of(findings),
    )
