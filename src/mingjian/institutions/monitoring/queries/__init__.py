"""Questions about findings, each starting from what the officer may see."""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NoReturn
from urllib.parse import urlencode, urlsplit

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.http import QueryDict
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext

from mingjian.core.detectors import Detector, detectors
from mingjian.core.errors import NotFound
from mingjian.core.extraction.places import place_named
from mingjian.core.procedure import rulebook
from mingjian.core.records import kinds
from mingjian.core.rules import Precision
from mingjian.core.rules import Rule as Content
from mingjian.institutions.monitoring.models import Finding, KnownGood, Rule, Run, Sample, Trial
from mingjian.institutions.monitoring.queries.counts import counted
from mingjian.office.language import said
from mingjian.office.lists.paging import first_rows
from mingjian.office.lists.search import search
from mingjian.office.lists.text import visible
from mingjian.office.models import REGION_DIGITS, Department, Entry, Officer
from mingjian.office.panels import asked_once
from mingjian.office.papers.kind import is_key
from mingjian.office.people.permissions import departments_in_view

#: Where the operator of a finding is, seen from an office: in its region; elsewhere, but on a platform that is in it; neither.
HOME, OF_PLATFORM, ELSEWHERE = "home", "platform", "elsewhere"
PLACES = (HOME, OF_PLATFORM, ELSEWHERE)
TAKEN_BACK_WITHIN = timedelta(days=1)  # of what was handed over: from then on it is for the department there to hand it on
#: How often shops that are left alone are looked at again. No article names a term: this is the house's own figure.
REVIEW_EVERY = timedelta(days=30)
MOST_SIDES = 80  # departments times statuses that are asked one by one for the first rows of a list


def findings_visible_to(officer: Officer) -> QuerySet[Finding]:
    """Return the findings in the regions that the officer answers for."""
    departments = _departments(officer)
    # One department is said as one: then its index gives the findings by score, without sorting them.
    seen = Q(department=departments[0]) if len(departments) == 1 else Q(department__in=departments)
    return Finding.objects.filter(seen).select_related("department", "run")


@asked_once
def _departments(officer: Officer) -> list[int]:
    """Return the departments in view, by their keys."""
    return list(departments_in_view(officer).values_list("pk", flat=True))


def findings_side_by_side(officer: Officer, *, status: str = "", detector: str = "") -> list[Q]:
    """
    Return conditions that share the officer's findings of a status and detector between them, of one department and status each: an index has each in order.

    None where they would be more than is worth asking one by one, or one alone. They order; what may be seen is asked of `findings_visible_to` all the same.
    """
    departments = _departments(officer)
    if len(departments) == 1 and status in Finding.Status.values:
        return []
    which: dict[str, Any] = {"department__in": departments}
    which |= {"status": status} if status in Finding.Status.values else {}
    which |= {"detector": detector} if detector else {}
    sides = sorted(counted(["department", "status"], **which))
    return [Q(department=department, status=of) for department, of in sides] if 1 < len(sides) <= MOST_SIDES else []


def finding_visible_to(officer: Officer, pk: int) -> Finding:
    """Return one finding; one that the officer may not see does not exist for them."""
    found = findings_visible_to(officer).filter(pk=pk).first()
    if found is None:
        raise NotFound(f"没有发现 {pk}。", f"There is no finding {pk}.")
    return found


def findings_among(officer: Officer, keys: Collection[int]) -> QuerySet[Finding]:
    """Return those of some findings that the officer may see, the most remarkable first."""
    return findings_visible_to(officer).filter(pk__in=keys).order_by("-score", "id")


def handed_over(at: datetime, named: str = "") -> dict[str, Entry]:
    """
    Return the newest entry by which each finding was handed over within the day before `at`, by the finding's name.

    `named`: only what holds this name is read, where thousands may have been handed over on that day.
    """
    entries = Entry.objects.filter(kind="finding_handed_over", at__gt=at - TAKEN_BACK_WITHIN).order_by("index")
    if named:
        entries = entries.filter(body__contains=json.dumps(named, ensure_ascii=False))
    return {json.loads(one.body)["about"]: one for one in entries}


def handed_over_by(officer: Officer, keys: Collection[int], at: datetime) -> list[Finding]:
    """Return those of some findings that the officer was the last to hand over, within a day, though another department has them now."""
    theirs = {name for name, entry in handed_over(at).items() if entry.officer_id == officer.pk}
    return [one for one in Finding.objects.filter(pk__in=keys).select_related("department", "run") if one.wire_name in theirs]


def further_of_shop(officer: Officer, shop: str, besides: Collection[int] = ()) -> QuerySet[Finding]:
    """Return the officer's findings of a shop, `platform/id`, that nobody took up yet, the most remarkable first."""
    if not shop:
        return Finding.objects.none()
    found = findings_visible_to(officer).select_related(None).filter(shop=shop, status__in=(Finding.Status.NEW, Finding.Status.SPARED))
    # Found apart from their order, so that the index of shops finds these few: SQLite would else walk all of the department.
    few = found.exclude(pk__in=besides).order_by().values("pk")
    return Finding.objects.filter(pk__in=few).select_related("department", "run").order_by("-score", "id")


def orders_in_doubt(officer: Officer, shop: str, besides: Iterable[Finding] = ()) -> frozenset[str]:
    """Return the numbers of the orders that findings of a shop, `platform/id`, and some others name as sham, unless they were set aside."""
    of_shop = findings_visible_to(officer).filter(pk__in=findings_visible_to(officer).filter(shop=shop).order_by().values("pk"))
    named = (one.evidence().get("orders") for one in (*of_shop, *besides) if one.status != Finding.Status.SET_ASIDE)
    return frozenset(str(order) for orders in named if isinstance(orders, list) for order in orders)


def findings_matching(officer: Officer, *, status: str = "", detector: str = "", question: str = "", shop: str = "", lies: str = "") -> QuerySet[Finding]:
    """
    Return the officer's findings by status, detector and shop (or subject), whose text holds every word of the question, the most remarkable first.

    `lies`: `home` where the operator is in the officer's region, `platform` where only the platform is, `elsewhere` where neither is.
    """
    found = findings_visible_to(officer)
    if lies in PLACES and officer.department:
        found = found.filter(_lies(lies, officer.department))
    if shop:
        found = found.filter(Q(shop=shop) | Q(shop="", subject=shop))
    if status in Finding.Status.values:
        found = found.filter(status=status)
    if detector:
        found = found.filter(detector=detector)
    return search(found, "finding", question)


def _lies(where: str, department: Department) -> Q:
    home = Q(region__startswith=department.region_prefix) & ~Q(region="") | Q(region="", region_is_known=True)
    if where == HOME:
        return home
    seated = Q(pk__in=[])
    for name in platforms_of(department):
        seated |= Q(subject__startswith=f"{name}/")
    return ~home & (seated if where == OF_PLATFORM else ~seated & ~Q(region=""))


def platforms_of(department: Department) -> list[str]:
    """Return the platforms, by their name in records, that have their seat in a department's region."""
    seated = Department.objects.filter(kind=Department.Kind.PLATFORM, region__startswith=department.region_prefix).exclude(platform="")
    return list(seated.values_list("platform", flat=True))


def jurisdiction_of(found: Finding, department: Department | None, platforms: Collection[str]) -> str:
    """Return where a finding's operator is, and whether that is for a department, with its platforms (`platforms_of`); nothing where it plainly is."""
    if department is None or not department.is_authority:
        return ""
    if found.region_is_known and not found.region:
        return ""
    where = said(place_named(found.region))
    if found.region and found.region.startswith(department.region_prefix):
        return gettext("Operator in %(place)s") % {"place": where or found.region}
    lies = gettext("No record of where the operator is")
    if found.region:
        lies = gettext("Operator in %(place)s: outside this office's region") % {"place": where or found.region}
    return f"{lies} · {gettext('the platform has its seat in this region')}" if found.subject.partition("/")[0] in platforms else lies


def competent_for(found: Finding) -> Department | None:
    """Return the authority of this node, of the holder's kind, for the place of a finding's operator; None where there is none, or it is the holder."""
    there = authority_of(found.region, found.department.kind) if found.region else None
    return there if there is not None and there.pk != found.department_id else None


def authority_of(region: str, kind: str) -> Department | None:
    """Return the lowest authority of a kind that this node knows for a region: county, else city, else province; a code cut short tells no county."""
    prefixes = Q()
    for level, digits in REGION_DIGITS.items():
        prefixes |= Q(level=level, region__startswith=region[:digits]) if 0 < digits <= len(region) else Q(pk__in=[])
    return max(Department.objects.filter(prefixes, kind=kind), key=lambda one: REGION_DIGITS[one.level], default=None)


def next_of(officer: Officer, found: Finding) -> Finding | None:
    """Return the finding of the same detector that waits next behind this one in the queue; None where it was the last."""
    waiting = findings_visible_to(officer).filter(_behind(found), detector=found.detector, status=Finding.Status.NEW)
    sides = findings_side_by_side(officer, status=Finding.Status.NEW, detector=found.detector)
    return next(iter(first_rows(waiting, ("-score", "id"), 1, sides)), None)


def next_in_list(officer: Officer, found: Finding, *, detector: str = "", question: str = "", shop: str = "") -> Finding | None:
    """Return the finding that waits next behind one in a list as it was sifted, of one detector by score, of all mixed; None where it was the last."""
    waiting = findings_matching(officer, status=Finding.Status.NEW, detector=detector, question=question, shop=shop)
    sides = [] if question or shop else findings_side_by_side(officer, status=Finding.Status.NEW, detector=detector)
    behind, by_score = _behind(found), ("-score", "id")
    if detector:
        return next(iter(first_rows(waiting.filter(behind), by_score, 1, sides)), None)
    mixed = Q(turn__gte=found.turn) & (Q(turn__gt=found.turn) | Q(turn=found.turn) & behind)
    return next(iter(first_rows(waiting.filter(mixed), ("turn", *by_score), 1, sides)), None)


def _behind(found: Finding) -> Q:
    """Return what comes after a finding by score. The bound stands alone too: an index then begins at it, where it would gather both halves of an `or`."""
    return Q(score__lte=found.score) & (Q(score__lt=found.score) | Q(score=found.score, pk__gt=found.pk))


def next_address(officer: Officer, found: Finding, back: str) -> str:
    """Return the address of the finding that waits next in the list that one came from (`back`, an address of the queue); empty where none does."""
    asked = QueryDict(urlsplit(back).query)
    sifted = {"detector": asked.get("detector", "")[:100], "question": asked.get("q", "")[:100], "shop": asked.get("shop", "")[:200]}
    following = next_in_list(officer, found, **sifted)
    return f"{reverse('monitoring:finding', args=[following.pk])}?{urlencode({'back': back})}" if following else ""


def leads_on(address: str) -> str:
    """Return what a link to `next_address` leads to: the next finding, or the queue where none is left."""
    return gettext("To the next finding") if address else gettext("Back to the findings")


@dataclass(frozen=True)
class TrackRecord:
    """How a detector's findings fared in this node: how many it made, how many were taken up or set aside, out of how many subjects looked at."""

    findings: int
    taken_up: int
    set_aside: int
    subjects: int

    @property
    def one_in(self) -> int | None:
        """One finding in so many subjects looked at; None where nothing was counted."""
        return round(self.subjects / self.findings) if self.findings and self.subjects else None


def track_record(detector: str) -> TrackRecord:
    """Count how a detector's findings fared."""
    fared = {status: number for (status,), number in counted(["status"], detector=detector).items()}
    newest = Run.objects.filter(detector=detector).order_by("-started_at").values_list("subjects", flat=True).first()
    told_for = Run.objects.filter(detector=detector).order_by().values("department__kind").distinct().count()  # one run serves all authorities of a kind
    return TrackRecord(sum(fared.values()), fared.get("taken_up", 0), fared.get("set_aside", 0), (newest or 0) * told_for)


def decided() -> int:
    """Count the verdicts of this node: findings taken up or set aside, hits of rules that were judged."""
    findings = counted(["status"], status__in=(Finding.Status.TAKEN_UP, Finding.Status.SET_ASIDE))
    return sum(findings.values()) + Sample.objects.filter(is_right__isnull=False).count()


@cache
def detector_titles() -> dict[str, Detector]:
    """Return what each detector says of itself, by key."""
    return {key: described for key, (described, _) in detectors().items()}


def last_runs(officer: Officer) -> dict[str, Run]:
    """Return the newest run of each detector among those that serve the departments that the officer answers for."""
    kind = officer.department.kind if officer.department and officer.department.is_authority else ""
    ran = Run.objects.filter(Q(department__in=departments_in_view(officer)) | Q(department__kind=kind)).order_by("started_at", "pk")
    return {run.detector: run for run in ran.select_related("by")}


def counted_by_status(officer: Officer) -> dict[str, Counter[str]]:
    """Count the officer's findings of each detector by how they fared."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for (detector, status), number in counted(["detector", "status"], department__in=_departments(officer)).items():
        found[detector][status] = number
    return found


def rules_visible_to(officer: Officer) -> QuerySet[Rule]:
    """Return the rules of the departments that the officer answers for, the newest first."""
    return Rule.objects.filter(department__in=departments_in_view(officer)).select_related("written_by", "approved_by", "department")


def rule_visible_to(officer: Officer, pk: int) -> Rule:
    """Return one rule; one that the officer may not see does not exist for them."""
    found = rules_visible_to(officer).filter(pk=pk).first()
    if found is None:
        raise NotFound(f"没有规则 {pk}。", f"There is no rule {pk}.")
    return found


def precision_of(rule: Rule) -> Precision:
    """Count what was judged of the rule as it stands: hits drawn at random from its trials; a hit of several trials counts once."""
    return precisions_of([rule])[rule.pk]


def precisions_of(rules: Collection[Rule]) -> dict[int, Precision]:
    """Count what was judged of each of several rules as they stand, in one question."""
    judged = Sample.objects.filter(trial__rule__in=rules, trial__digest=F("trial__rule__digest"), is_right__isnull=False)
    verdicts: dict[int, dict[str, bool]] = {rule.pk: {} for rule in rules}
    told = judged.exclude(trial__kind=Trial.Kind.LIVE).order_by("judged_at").values_list("trial__rule", "subject", "is_right")
    for rule, subject, is_right in told:
        verdicts[rule][subject] = bool(is_right)
    return {rule: Precision(sum(of_it.values()), len(of_it)) for rule, of_it in verdicts.items()}


def hits_of_last_trials(rules: Collection[Rule]) -> dict[int, int]:
    """Return how often each of several rules hit in its newest trial; nothing of those that never ran."""
    ran = Trial.objects.filter(rule__in=rules).order_by("rule", "at", "pk")
    return dict(ran.values_list("rule", "hits"))


def newest_sample_of(rule: Rule) -> tuple[Trial | None, list[bool | None]]:
    """Return a rule's newest trial that is no live run, and what was judged of each of its sampled hits."""
    newest = rule.trials.filter(digest=rule.digest).exclude(kind=Trial.Kind.LIVE).first()
    return newest, list(newest.samples.values_list("is_right", flat=True)) if newest else []


def samples_of(rule: Rule) -> QuerySet[Sample]:
    """Return the hits of the rule's newest trial that has any, those that nobody judged first."""
    newest = rule.trials.filter(digest=rule.digest, samples__isnull=False).exclude(kind=Trial.Kind.LIVE).first()
    found = Sample.objects.filter(trial=newest) if newest else Sample.objects.none()
    return found.select_related("judged_by").order_by(F("is_right").asc(nulls_first=True), "id")


def kept_good(department: Department, at: datetime, rule: str = "") -> QuerySet[KnownGood]:
    """Return what stands on a department's list on the day, for all rules and for the rule or detector named; what holds for all comes last."""
    standing = Q(until__isnull=True) | Q(until__gte=localtime(at).date())
    return KnownGood.objects.filter(standing, department=department, rule__in={"", rule}).order_by("-rule", "pk")


def spared_for(department: Department, at: datetime, rule: str = "") -> dict[str, KnownGood]:
    """Return the shops that a department leaves alone on the day whatever is said of them, by platform/id."""
    return {one.subject: one for one in kept_good(department, at, rule) if not one.value}


def known_good_of(officer: Officer) -> QuerySet[KnownGood]:
    """Return the list of the officer's department, also what no longer stands."""
    return KnownGood.objects.filter(department=officer.department_id).select_related("by")


def known_good_to_review(officer: Officer, at: datetime) -> QuerySet[KnownGood]:
    """Return the shops on the list of the officer's department that stand and that nobody looked at again for `REVIEW_EVERY`, the longest ago first."""
    standing = KnownGood.objects.filter(Q(until__isnull=True) | Q(until__gte=localtime(at).date()), department=officer.department_id)
    long_ago = Q(at__lte=at - REVIEW_EVERY) & (Q(looked_at__isnull=True) | Q(looked_at__lte=at - REVIEW_EVERY))
    return standing.filter(long_ago).order_by(Greatest("at", Coalesce("looked_at", "at")), "pk")


def rules_with_findings(officer: Officer) -> list[tuple[str, str]]:
    """Return the rules that sent findings to the officer's departments, each by the key that its findings name, with its title."""
    ran = rules_visible_to(officer).filter(trials__kind=Trial.Kind.LIVE).distinct()
    return [(rule.key, rule.title) for rule in ran]


def rule_titles(detectors: Iterable[str]) -> dict[str, str]:
    """Return the titles of rules by the key that their findings name as their detector."""
    keys = {int(key): name for name in detectors if name.startswith("rule/") and (key := name.removeprefix("rule/")).isdigit() and len(key) < 12}
    return {keys[pk]: title for pk, title in Rule.objects.filter(pk__in=keys).values_list("pk", "title")}


def kind_said(kind: str) -> str:
    """Describe a kind of what was looked at, records or pictures, in the reader's language."""
    return said(kinds()[kind].title) if kind in kinds() else gettext("Pictures") if kind == "picture" else kind


def title_of(detector: str) -> str:
    """Name a detector, also of one that this version no longer has."""
    described = detector_titles().get(detector)
    return said(described.title) if described else (rule_titles([detector]).get(detector) or detector)


def lookers(officer: Officer) -> list[tuple[str, str]]:
    """Return the detectors, by title, and the rules of the officer's department: each by what a list of known-good shops names it by, with its title."""
    detectors = sorted(((key, said(one.title)) for key, one in detector_titles().items()), key=lambda pair: pair[1])
    rules = rules_visible_to(officer).filter(department=officer.department_id).order_by("title", "number")
    return [*detectors, *((number, f"{title} · {number}") for number, title in rules.values_list("number", "title"))]


def aloud(rule: Rule) -> str:
    """Read a rule aloud in the reader's language."""
    return visible(said(Content.read(rule.content).said(dict(rulebook().vocabularies.get("goods_fields", {})))))


def finding_numbered(officer: Officer, number: str) -> Finding:
    """Return one finding by the number that pages of this node name it by."""
    return finding_visible_to(officer, int(number)) if is_key(number) else _none(number, "发现", "finding")


def rule_numbered(officer: Officer, number: str) -> Rule:
    """Return one rule by its file number."""
    return rules_visible_to(officer).filter(number=number).first() or _none(number, "规则", "rule")


def sample_numbered(officer: Officer, number: str) -> Sample:
    """Return one hit of a rule that the officer may see."""
    found = Sample.objects.select_related("trial__rule__department").filter(trial__rule__in=rules_visible_to(officer))
    return (found.filter(pk=number).first() if is_key(number) else None) or _none(number, "样本", "sample")


def known_good_numbered(officer: Officer, number: str) -> KnownGood:
    """Return one shop on the list of the officer's department."""
    found = KnownGood.objects.select_related("department").filter(department=officer.department_id)
    return (found.filter(pk=number).first() if is_key(number) else None) or _none(number, "名单中的店铺", "shop on the list")


def _none(number: str, zh: str, en: str) -> NoReturn:
    raise NotFound(f"没有{zh} {number}。", f"There is no {en} {number}.")


def shops_of(row: dict[str, Any]) -> list[str]:
    """Return the shops of a finding, as `platform/id`: the subject itself, or those its evidence lists."""
    if row["subject_kind"] == "shop":
        return [row["subject"]]
    return shops_named(row["subject"], json.loads(row["evidence"]))


def shops_named(subject: str, evidence: Mapping[str, Any]) -> list[str]:
    """Return the shops that the evidence of a finding names, as `platform/id`; one that is named by its id alone is of the subject's platform."""
    shops, platform = evidence.get("shops"), subject.partition("/")[0]
    return [str(shop) if "/" in str(shop) else f"{platform}/{shop}" for shop in shops] if isinstance(shops, list) else []
