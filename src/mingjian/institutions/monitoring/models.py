"""Runs of detectors and their findings."""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingjian.core.errors import NotPermitted
from mingjian.core.exhibits import Exhibit, exhibits_in
from mingjian.core.language import Text
from mingjian.office.language import both, in_this_language, said
from mingjian.office.lists.text import first_words, visible
from mingjian.office.models import Department, Officer
from mingjian.office.models.names import name_here

TITLE, WORDS, MOST_NAMED = 40, 20, 50  # signs of a listing's title, of a post's text, that stand for a shop without a name; shops of a ring found by
LONGEST, LONGEST_NAME = 200, 120  # of a shop that a finding keeps, of what it is called


def kept_whole(shop: str) -> str:
    """Return a shop, `platform/id`, as a finding keeps it: nothing where it has no id, or one too long to be kept, since a part would name another."""
    return "" if shop.endswith("/") or len(shop) > LONGEST else shop


class Run(models.Model):
    """One detector over what the lake held at an instant, with its version and settings."""

    detector = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    settings = models.JSONField(default=dict)
    engine = models.CharField(max_length=20)
    records = models.JSONField(default=dict, help_text="kind of record to number of rows looked at")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    subjects = models.BigIntegerField(default=0, help_text="how many shops, listings or posts were looked at")
    purpose = models.CharField(max_length=20, blank=True, help_text="for what it was run, a word of the rulebook's `run_purposes`; empty for runs of before")
    remarks = models.JSONField(default=list, help_text="what it could not judge for want of data: pairs of zh and en")
    reading = models.JSONField(default=dict, help_text="of how many files the rows were read, of how many what was kept, and processor seconds")
    digest = models.CharField(max_length=64, help_text="SHA-256 over detector, version, settings and what was read: a run is not stored twice", unique=True)

    is_entered: ClassVar[bool] = True

    class Meta:
        ordering: ClassVar = ["-started_at", "-id"]

    def __str__(self) -> str:
        return f"{self.detector} {self.started_at}"


def named_by(detector: str) -> str:
    """Return what other nodes call a detector: its key, or the file number of the rule that stands for one; of a rule that is not there, its key here."""
    rule = Rule.objects.filter(pk=int(detector.removeprefix("rule/"))).first() if detector.startswith("rule/") else None
    return rule.number if rule else detector


class Finding(models.Model):
    """What a detector asserts of a subject: a reason to look, never a verdict."""

    class Status(models.TextChoices):
        NEW = "new", _("New")
        TAKEN_UP = "taken_up", _("Taken up")
        SET_ASIDE = "set_aside", _("Set aside")
        SPARED = "spared", _("Known-good shop")
        GONE = "gone", _("No longer found")

    class Why(models.TextChoices):
        """Why a later run did not find it again."""

        WITHDRAWN = "withdrawn", _("the lake no longer holds what it is about")
        CORRECTED = "corrected", _("what it is about was stated anew")
        REGISTER = "register", _("a register that it was held against changed")
        VERSION = "version", _("the detector looks in another way since")
        JUDGE = "judge", _("the trained judge or the pictures that it rests on changed")
        FIGURES = "figures", _("the figures of the records that came since no longer bear it out")
        MERGED = "merged", _("another finding of the same thing says it")

    run = models.ForeignKey(Run, models.PROTECT, related_name="findings", help_text="the run that said what it says now")
    name = models.CharField(max_length=64, blank=True, help_text="SHA-256 of what found what, whatever the sentence: see `name_of`; empty of hits of rules")
    detector = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=24)
    subject = models.CharField(max_length=200, help_text="platform/id", db_index=True)
    shop = models.CharField(max_length=LONGEST, blank=True, help_text="platform/id of the one shop that it is about; empty where there are several or none")
    score = models.FloatField()
    reason_zh = models.TextField()
    reason_en = models.TextField()
    innocent_zh = models.TextField()
    innocent_en = models.TextField()
    evidence_json = models.TextField()
    department = models.ForeignKey(Department, models.PROTECT, related_name="findings", help_text="whose region the subject lies in")
    region_is_known = models.BooleanField(
        default=False, help_text="false where no record tells the subject's region: it is for the platform's seat then, else for whoever ran it"
    )
    shop_name = models.CharField(max_length=LONGEST_NAME, blank=True, help_text="what its shop, or the first of several, was called when it was found")
    shop_count = models.PositiveIntegerField(default=0, help_text="how many shops it names")
    region = models.CharField(max_length=6, blank=True, help_text="GB/T 2260 of where most of its operators are; empty where no record tells")
    turn = models.PositiveIntegerField(default=0, help_text="its place among its detector's findings of one run, so that a list can mix detectors")
    found_at = models.DateTimeField()
    opinion = models.FloatField(default=0, help_text="of the judge trained on the office's verdicts: above 0 it would be taken up; 0 where none was asked")
    status = models.CharField(max_length=12, choices=Status, default=Status.NEW)
    status_at = models.DateTimeField(null=True, blank=True)
    status_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True)
    status_reason = models.CharField(max_length=500, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True, help_text="when a run last found it again, after somebody had decided on it")
    gone_at = models.DateTimeField(null=True, blank=True, help_text="when a run first did not find it again")
    gone_why = models.CharField(max_length=12, choices=Why, blank=True)

    paper_kind: ClassVar = "finding"  # the kind of paper that names one by its key
    _read: tuple[str, dict[str, Any]] | None = None

    class Meta:
        ordering: ClassVar = ["-score", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=1), name="score_between_0_and_1"),
            models.UniqueConstraint(fields=["name"], condition=~Q(name=""), name="finding_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["department", "status", "-score", "id"], name="finding_queue"),
            models.Index(fields=["department", "status", "turn", "-score", "id"], name="finding_mixed"),
            models.Index(fields=["department", "status", "detector", "-score", "id"], name="finding_by_detector"),
            models.Index(fields=["shop", "department", "status"], name="finding_of_shop"),  # further findings of one shop
            models.Index(fields=["department", "status", "status_at", "detector"], condition=Q(status_at__isnull=False), name="finding_judged"),  # figures
        ]

    def __str__(self) -> str:
        return f"{self.detector} {self.subject}"

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("monitoring:finding", args=[self.pk])

    def words(self) -> str:
        """Return the text that the finding is found by."""
        evidence = self.evidence()
        texts, shops = evidence.get("texts"), evidence.get("shops")
        title = str(texts.get("title") or "") if isinstance(texts, dict) else ""
        named = " ".join(str(one) for one in shops[:MOST_NAMED]) if isinstance(shops, list) else ""
        return f"{self.subject} {self.shop} {self.shop_name} {named} {title[:300]} {evidence.get('brand') or ''} {self.reason_zh} {self.reason_en}"

    @property
    def called(self) -> str:
        """What people call that which it is about: its shop, `A and others, 3 shops` of several; else its title, or a post's first words; else its number."""
        if self.shop_name and self.shop_count > 1:
            return gettext("%(name)s and others, %(count)d shops") % {"name": visible(self.shop_name), "count": self.shop_count}
        told = self.evidence().get("texts")
        texts = told if isinstance(told, dict) else {}
        return visible(self.shop_name) or first_words(texts.get("title"), TITLE) or first_words(texts.get("text"), WORDS) or self.subject

    @property
    def wire_name(self) -> str:
        """
        Return what every node calls it: which version of which detector found it in what, and the SHA-256 of all that it said.

        No words of it, since nothing is ever taken out of a ledger. Two departments that were told the same have the same finding.
        """
        said = [self.subject, self.score, self.reason_zh, self.reason_en, self.evidence_json]
        digest = sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()
        return name_here("finding", f"{named_by(self.detector)}@{self.run.version}/{self.subject}", digest)

    @property
    def number(self) -> str:
        """By which pages of this node name it."""
        return str(self.pk)

    @property
    def state(self) -> str:
        """Return where it stands."""
        return str(self.status)

    def move(self, state: str, *, by: Officer | None, at: datetime) -> None:
        """Stand in another state from now on, by an officer's word."""
        self.status, self.status_at, self.status_by = state, at, by

    @property
    def is_open(self) -> bool:
        """Return whether an officer may take it up still."""
        return self.status in (self.Status.NEW, self.Status.SPARED)

    @property
    def reason(self) -> str:
        return in_this_language(self.reason_zh, self.reason_en)

    @property
    def innocent(self) -> list[str]:
        """Return what else it could be, one explanation each: its own first, then what its detector always names; none where nothing was told."""
        if not (self.innocent_zh and self.innocent_en):
            return []
        kept = in_this_language(self.innocent_zh, self.innocent_en)
        lines = kept.splitlines() if kept.endswith("\n") else in_this_language(kept.replace("；", ";"), kept).split(";")
        return [one.strip() for one in lines if one.strip()]

    def evidence(self) -> dict[str, Any]:
        """Return the rows and the subgraph that it rests on, as they were told; read once, however often it is asked for."""
        if self._read is None or self._read[0] is not self.evidence_json:
            told = json.loads(self.evidence_json)
            self._read = (self.evidence_json, told if isinstance(told, dict) else {})
        return self._read[1]

    @property
    def exhibits(self) -> dict[str, Exhibit]:
        """Return what it rests on, by kind."""
        return exhibits_in(self.evidence(), self.subject)


class FindingCount(models.Model):
    """How many findings of a detector stand with a department, by status: as of the last time that changes were added up (`services.counts`)."""

    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    detector = models.CharField(max_length=60)
    status = models.CharField(max_length=12)
    count = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["department", "detector", "status"], name="finding_counted_once")]

    def __str__(self) -> str:
        return f"{self.detector} {self.status} {self.count}"


class ShopCount(models.Model):
    """How many findings of a shop, or of a subject that is of no shop, stand with a department by status, as of that time: the order of findings by shop."""

    about = models.CharField(max_length=LONGEST, help_text="platform/id")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    status = models.CharField(max_length=12, blank=True, help_text="empty for all together")
    count = models.BigIntegerField()
    best = models.FloatField(help_text="the highest score")
    is_shared = models.BooleanField(default=False, help_text="other departments have findings of it, too")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["about", "department", "status"], name="shop_counted_once")]
        indexes: ClassVar = [
            models.Index(fields=["department", "status", "-count", "-best", "about", "is_shared"], name="shop_count_order"),
            models.Index(fields=["department", "status", "about", "count", "best"], condition=Q(is_shared=True), name="shop_count_shared"),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.status} {self.count}"


class FindingChange(models.Model):
    """
    What a finding was counted under until a change (-1), or has been since (1), and is not added up yet; the database's own trigger enters it.

    Rows are only added, so that whoever deals with findings never waits for another who does, as all would for one row with a sum.
    """

    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    detector = models.CharField(max_length=60)
    status = models.CharField(max_length=12)
    about = models.CharField(max_length=LONGEST)
    step = models.SmallIntegerField()

    def __str__(self) -> str:
        return f"{self.about} {self.status} {self.step:+d}"


class Revision(models.Model):
    """What a finding said before a later run said otherwise of the same thing; of one on which somebody had decided, also that."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="revisions")
    run = models.ForeignKey(Run, models.PROTECT, related_name="+", help_text="the run that said it")
    until = models.DateTimeField(help_text="when it was replaced")
    subject = models.CharField(max_length=200)
    score = models.FloatField()
    reason_zh = models.TextField()
    reason_en = models.TextField()
    evidence_json = models.TextField()
    status = models.CharField(max_length=12, choices=Finding.Status)
    status_at = models.DateTimeField(null=True, blank=True)
    status_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True)
    status_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["-until", "-id"]

    def __str__(self) -> str:
        return f"{self.subject} {self.until}"

    @property
    def reason(self) -> str:
        return in_this_language(self.reason_zh, self.reason_en)


#: What the node itself says of a rule, by the word that is kept in the place of an officer's reason.
TERM_OVER = "term_over"
SAID_BY_NODE = {
    TERM_OVER: Text(
        "限期启用期满，已转回试运行：请重新回测并判断全部命中。", "Its time is over, and it is back in shadow: try it again, and judge all of its hits anew."
    )
}


class Rule(models.Model):
    """A rule that an officer wrote: what it asks (`content`, as `core.rules` reads it), and how far it has come. No dossier: it concerns nobody but us."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SHADOW = "shadow", _("In shadow")
        WAITING = "waiting", _("Waits for approval")
        LIVE = "live", _("Live")
        RETIRED = "retired", _("Retired")

    number = models.CharField(max_length=40, unique=True, help_text="its file number, which the ledger names it by")
    title = models.CharField(max_length=120)
    content = models.JSONField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content: what was judged under another one does not count")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    written_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    approved_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    said_last = models.CharField(max_length=500, blank=True, help_text="why it was sent back or retired")  # or a key of SAID_BY_NODE

    class Meta:
        ordering: ClassVar = ["-written_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(approved_by__isnull=True) | ~Q(approved_by=models.F("written_by")), name="rule_approved_by_another"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("monitoring:rule", args=[self.pk])

    def move(self, state: str, *, by: Officer | None, at: datetime) -> None:
        """Stand in another state from now on; what was said on the way to the last one is over, and an approval is of the rule as it stands."""
        self.state, self.said_last = state, ""
        if state == self.State.LIVE:
            self.approved_by, self.approved_at = by, at

    @property
    def why_last(self) -> str:
        """Why it was sent back or retired, in the reader's language where the node says it."""
        return said(SAID_BY_NODE[self.said_last]) if self.said_last in SAID_BY_NODE else self.said_last

    @property
    def state_label(self) -> Text:
        """Describe its state in both languages."""
        return both(self.State(self.state).label)

    def hindrance(self, act: str, by: Officer) -> NotPermitted | None:
        """Let nobody approve what they wrote."""
        if act == "approve_rule" and self.written_by_id == by.pk:
            return NotPermitted("规则须由撰写人以外的人批准。", "A rule is approved by somebody other than its writer.")
        return None

    @property
    def wire_name(self) -> str:
        """Return what every node calls it, as it asks now."""
        return name_here("rule", self.number, self.digest)

    @property
    def key(self) -> str:
        """Return what its findings name as their detector, within this node."""
        return f"rule/{self.pk}"


class RuleWord(models.Model):
    """One word that a rule looks for: since when, from where, and how what it hit fared."""

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="words")
    word = models.CharField(max_length=40)
    added_on = models.DateField()
    source = models.CharField(max_length=200, blank=True)
    hits = models.PositiveIntegerField(default=0)
    confirmed = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["rule", "word"], name="word_once_a_rule")]

    def __str__(self) -> str:
        return self.word


class Trial(models.Model):
    """One run of a rule: over stored records to try it, in shadow over new ones, or live."""

    class Kind(models.TextChoices):
        BACK_TEST = "back_test", _("Back-test")
        SHADOW = "shadow", _("Shadow run")
        LIVE = "live", _("Live run")

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="trials")
    kind = models.CharField(max_length=10, choices=Kind)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    seconds = models.FloatField()
    rows = models.BigIntegerField()
    hits = models.BigIntegerField()
    coverage = models.JSONField(default=dict, help_text="what was and was not looked at: sources, platforms, days, rows that lack something")

    class Meta:
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.rule} {self.kind} {self.at}"


class Sample(models.Model):
    """One hit drawn at random from those of a trial, kept with its raw words, to be judged by a person."""

    trial = models.ForeignKey(Trial, models.CASCADE, related_name="samples")
    subject_kind = models.CharField(max_length=24)
    subject = models.CharField(max_length=200)
    texts = models.JSONField(help_text="the beginning of each raw field")
    spans = models.JSONField(help_text="field, start, end, word")
    beside = models.JSONField(default=dict)
    is_right = models.BooleanField(null=True, blank=True)
    judged_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        """Return where it is judged: on the page of its rule."""
        return f"{self.trial.rule.get_absolute_url()}#samples"

    @property
    def number(self) -> str:
        """By which pages of this node name it."""
        return str(self.pk)

    @property
    def department(self) -> Department:
        """Return whose rule hit it."""
        return self.trial.rule.department

    @property
    def state(self) -> str:
        """Return whether it was judged."""
        return "open" if self.is_right is None else "judged"

    def move(self, state: str, *, by: Officer | None, at: datetime) -> None:
        """A judgement moves it; nothing else does."""

    @property
    def wire_name(self) -> str:
        """Return what every node calls it: a hit of which rule in what, and the SHA-256 of what was judged."""
        shown = json.dumps([self.subject_kind, self.subject, self.texts, self.spans, self.beside], ensure_ascii=False, sort_keys=True)
        return name_here("sample", f"{self.trial.rule.number}/{self.subject}", sha256(shown.encode()).hexdigest())


class KnownGood(models.Model):
    """A shop that rules, and detectors of goods, need not look at, until a day; with a `rule` that one alone, with a `value` what says nothing else of it."""

    class Kind(models.TextChoices):
        AUTHORISED = "authorised", _("Authorised by the right holder")
        GOOD = "good", _("Looked into and good")

    platform = models.CharField(max_length=60)
    shop_id = models.CharField(max_length=100)
    kind = models.CharField(max_length=12, choices=Kind)
    rule = models.CharField(max_length=80, blank=True, help_text="key of the one detector, or `rule/ID`, that passes it over; empty: all do")
    value = models.CharField(max_length=60, blank=True, help_text="the one word or brand that is passed over, in folded case; empty: everything")
    why = models.CharField(max_length=300)
    until = models.DateField(null=True, blank=True)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True, blank=True, help_text="when somebody last said that it is good still")

    class Meta:
        ordering: ClassVar = ["platform", "shop_id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["platform", "shop_id", "department", "rule", "value"], name="known_good_once")]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        """Return the list that it stands on."""
        return reverse("monitoring:known_good")

    @property
    def number(self) -> str:
        """By which pages of this node name it."""
        return str(self.pk)

    @property
    def wire_name(self) -> str:
        """Return what every node calls it: whose list, which shop, for which rule; of the value, which may be anybody's word, the SHA-256."""
        only = [named_by(self.rule), sha256(self.value.encode()).hexdigest()] if self.rule or self.value else []
        return name_here("known_good", "/".join([f"{self.department.code}/{self.subject}", *only[:1]]), *only[1:])

    @property
    def state(self) -> str:
        """It stands on the list as long as there is one."""
        return "listed"

    @property
    def subject(self) -> str:
        """Return the shop as platform/id."""
        return f"{self.platform}/{self.shop_id}"
