"""
A matter: what one or more dossiers of an authority are about. It has no procedure and no clock of its own.

Its facts are rows that are added, corrected with a reason and withdrawn, never silently replaced: the ledger keeps what a row said before. Values of a
person (number of identity, telephone) are encrypted, masked on pages and never written in an entry.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext_lazy as _

from mingjian.core.documents.resolution import cited
from mingjian.core.errors import StepRefused
from mingjian.core.procedure import liabilities, rulebook
from mingjian.office.dossiers.parents import behind
from mingjian.office.institution import namer
from mingjian.office.language import said
from mingjian.office.lists import search
from mingjian.office.models import Department, Dossier, Officer
from mingjian.office.models.hidden import HiddenField, HiddenJSONField
from mingjian.office.models.names import name_here

OPEN, WITHDRAWN, CLOSED = "open", "withdrawn", "closed"
#: Columns that no page shows and no form shows again.
MASKED = ("id_number", "phone")
#: Where the main track of a case stands once a penalty is decided.
DECIDED = frozenset(("decided", "awaiting_public_notice", "served", "deferred", "performed", "reminded", "enforcement", "enforced"))
_SHOPS_FOUND = 500  # offers by whose shops a matter is found
#: Acts on a matter that change what a decision rests on.
ADD_TO_DECISION = ("add_charge", "add_penalty", "add_answer")


class Matter(models.Model):
    """What dossiers are about. `lead` is the dossier that goes furthest: the case once there is one, else the clue."""

    number = models.CharField(max_length=20, unique=True)
    lead = models.OneToOneField(Dossier, models.PROTECT, related_name="leads_matter")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    excused = models.JSONField(default=dict, help_text="elements that nothing proves and that the head lets pass, by key, with the reason")

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("matters:matter", args=[self.number])

    @property
    def called(self) -> str:
        """Return what people call it: the title of its leading dossier."""
        return self.lead.title

    @cached_property
    def known_since(self) -> date:
        """Return the day on which it, or the oldest dossier that it arose from, was opened: what was done was done by then."""
        oldest = Dossier.objects.filter(pk__in=behind(self.lead)).order_by("opened_at").values_list("opened_at", flat=True).first()
        return localdate(min(self.opened_at, oldest or self.opened_at))

    def search_words(self) -> str:
        """Return the text that it is found by: names and codes of every party, so that each member of a ring leads here, and the shops of its offers."""
        parties = [f"{one.name} {one.code}" for one in self.party_rows.filter(standing=OPEN)]
        shops = {f"{one.shop} {one.shop_key}" for one in self.offer_rows.filter(standing=OPEN)[:_SHOPS_FOUND]}
        return " ".join([*parties, *sorted(shops), self.number])

    def make_findable(self) -> None:
        """Let the search find it by its words as they are now."""
        search.index("matter", self.pk, self.search_words())

    @property
    def wire_name(self) -> str:
        """Return what every node calls it."""
        return name_here("matter", self.number)

    @property
    def department(self) -> Department:
        """Return who holds its leading dossier."""
        return self.lead.department

    @property
    def state(self) -> str:
        """`open` while its leading dossier is."""
        return CLOSED if self.lead.is_closed else OPEN

    @property
    def is_decided(self) -> bool:
        """Return whether a penalty is decided and not revoked: what it rests on stays as it was then."""
        state = self.lead.state
        return isinstance(state, dict) and state.get("main") in DECIDED

    def hindrance(self, act: str, by: Officer) -> StepRefused | None:
        """Return why nothing is added to what was decided, and why an investigator waives no proof of the own case."""
        if act == "waive_proof" and by in investigators_of(self.lead):
            zh = "办案人员不能准予自己所办案件的证据欠缺，由其他负责人决定。"
            return StepRefused(zh, "An investigator waives no proof of the own case: another head decides.")
        return _frozen(self) if act in ADD_TO_DECISION else None

    def options_of(self, paper: str) -> list[str] | None:
        """Return which options of a paper there are: of what is unproven, what nothing proves."""
        if paper != "element_unproven":
            return None
        proven = {key for keys in self.exhibit_rows.filter(standing=OPEN).values_list("proves", flat=True) for key in keys}
        return [key for key in rulebook().vocabularies["elements"] if key not in proven and key not in self.excused]


def investigators_of(dossier: Dossier) -> tuple[Officer, ...]:
    """Return the officers named for a dossier, by the institution that keeps it."""
    names = namer(dossier.procedure)
    return tuple(names(dossier)) if names else ()


def _frozen(matter: Matter) -> StepRefused | None:
    if not matter.is_decided:
        return None
    zh = "处罚已经决定：涉嫌行为、处罚项目和当事人意见按决定时的内容保留。决定有误的，先撤销或者变更决定。"
    return StepRefused(zh, "The penalty is decided: charge, items and answers stay as they were then. Revoke or change the decision first.")


class MatterDossier(models.Model):
    """A dossier that is about a matter."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="dossiers")
    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="in_matter")
    since = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["since", "id"]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.dossier_id}"


class Move(models.Model):
    """Rows of a matter that went into another. `rows`: letter, place there, place here, how (`moved`; `same`: stood here; `shared`: in both)."""

    source = models.ForeignKey(Matter, models.CASCADE, related_name="given_to")
    target = models.ForeignKey(Matter, models.PROTECT, related_name="taken_from")
    is_joined = models.BooleanField(help_text="the whole matter went, with its dossiers; else a part of it")
    rows = models.JSONField(default=list)
    beside = models.JSONField(default=dict, help_text="dossiers that went along, and what institutions above moved with it, by their names")
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.source_id} into {self.target_id}"


class RowOfMatter:
    """What every row of a matter is: numbered by the matter and its place, held by whoever holds the matter, and still once that is closed."""

    kind_name: ClassVar[str]
    letter: ClassVar[str]
    matter: Matter
    nth: int
    standing: str

    @property
    def number(self) -> str:
        """Return the matter's, and its place there."""
        return f"{self.matter.number}-{self.letter}{self.nth}"

    @property
    def wire_name(self) -> str:
        """Return what every node calls it."""
        return name_here(self.kind_name, self.number)

    @property
    def department(self) -> Department:
        """Return who holds the matter."""
        return self.matter.department

    @property
    def state(self) -> str:
        """Return where it stands; nothing is done to a row of a matter that is closed."""
        return CLOSED if self.matter.state == CLOSED else self.standing

    def move(self, state: str, *, by: Officer | None, at: datetime) -> None:
        """Stand in another state from now on."""
        self.standing = state


class Fact(RowOfMatter, models.Model):
    """One fact of a matter. `kind_name` is what the manifest calls its kind, `letter` stands before its place in its number."""

    #: Whoever makes one looks at it in its list.
    is_row: ClassVar[bool] = True
    page_part: ClassVar[str]
    papers: ClassVar[dict[str, str]]  # which paper of its acts fills which column

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="%(class)s_rows")
    nth = models.PositiveIntegerField(help_text="which of the matter's rows of its kind it is, from 1")
    standing = models.CharField(max_length=10, default=OPEN, help_text="open or withdrawn")
    source = models.CharField(max_length=300, blank=True, help_text="whence it is known")
    reason = models.CharField(max_length=500, blank=True, help_text="of its last correction or its withdrawal")
    earlier = HiddenJSONField(default=list, help_text="what was said before each correction: [when, by whom, why, the columns that changed as they were]")
    added_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering: ClassVar = ["nth"]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return its place on the matter's page."""
        return f"{reverse('matters:part', args=[self.matter.number, self.page_part])}#{self.letter}{self.nth}"

    @property
    def called(self) -> str:
        """Return what people call it."""
        raise NotImplementedError

    def hindrance(self, act: str, by: Officer) -> StepRefused | None:
        """Return why what a decision rests on is not changed after it."""
        return _frozen(self.matter) if self.page_part == "charge" else None

    @property
    def history(self) -> list[tuple[str, str, str, list[tuple[str, str]]]]:
        """Return what it said before each correction, the newest first: when, by whom, why, and the values by their labels; masked ones are not told."""
        names = dict(Officer.objects.filter(username__in={one[1] for one in self.corrections}).values_list("username", "name_zh")) if self.corrections else {}
        paper_of = {column: paper for paper, column in self.papers.items()}
        return [
            (
                f"{localtime(datetime.fromisoformat(at)):%Y-%m-%d %H:%M}",
                names.get(by, by),
                why,
                [_said_before(paper_of.get(name, ""), name, value) for name, value in before.items()],
            )
            for at, by, why, before in reversed(self.corrections)
        ]

    @property
    def corrections(self) -> list[list[Any]]:
        """Return what was said before each correction, the oldest first; none where it cannot be read, which the audit names."""
        return self.earlier if isinstance(self.earlier, list) else []

    def keep_earlier(self, values: dict[str, Any], by: Officer, at: datetime, reason: str) -> None:
        """Take new values, and keep the columns that change as they were, with who changed them and why."""
        before = {name: _plain(getattr(self, name)) for name in values}
        self.earlier = [*self.corrections, [at.isoformat(), by.username, reason, before]]
        for name, value in values.items():
            setattr(self, name, value)

    def proposed_for(self, act: str) -> dict[str, Any]:
        """Return what the form of its correction shows: what it says now, but for what is masked."""
        if not act.startswith("correct_"):
            return {}
        return {paper: _typed(getattr(self, column)) for paper, column in self.papers.items() if column not in MASKED}


def _said_before(paper: str, column: str, value: Any) -> tuple[str, str]:
    """Return the label of a column and what it said, a choice in its words; what is masked is not told."""
    asked = rulebook().papers.get(paper)
    label = said(asked.label) if asked else column
    if column in MASKED or value in (None, ""):
        return label, "…" if column in MASKED else "—"
    act = liabilities().all.get(value) if column == "act" else None
    words = dict(asked.options).get(value) if asked else None
    return label, said(act.title) if act else said(words) if words else str(value)


def _plain(value: Any) -> Any:
    """Return a value as JSON holds it."""
    if isinstance(value, models.Model):
        return str(value.pk)
    return value if isinstance(value, str | int | list) or value is None else str(value)


def _typed(value: Any) -> Any:
    """Return a value as a form takes it."""
    if isinstance(value, Fact):
        return value.nth
    return "\n".join(value) if isinstance(value, list) else value


def _places(name: str) -> list[models.BaseConstraint]:
    return [models.UniqueConstraint(fields=["matter", "nth"], name=f"one_{name}_a_place")]


class Party(Fact):
    """A person or organisation in a matter (papers of the Set: name as on the licence, kind, code, address, head)."""

    kind_name, letter, page_part = "matter_party", "P", "parties"
    papers: ClassVar = {
        "party_role": "role",
        "party_type": "kind",
        "party_legal_name": "name",
        "party_licence": "licence",
        "party_code": "code",
        "party_operator": "operator",
        "party_head": "head",
        "party_id_kind": "id_kind",
        "party_id_number": "id_number",
        "party_registered_address": "address",
        "party_premises": "premises",
        "party_telephone": "phone",
        "fact_source": "source",
    }

    class Kind(models.TextChoices):
        ORGANISATION = "organisation", _("organisation")
        BUSINESS = "business", _("individual business")
        PERSON = "person", _("natural person")

    class Role(models.TextChoices):
        SUSPECT = "suspect", _("party (of the penalty)")
        MAKER = "maker", _("maker")
        SUPPLIER = "supplier", _("supplier")
        PLATFORM = "platform", _("platform")
        SENDER = "sender", _("sender of parcels")
        PAYEE = "payee", _("payee")
        BUYER = "buyer", _("buyer")
        RIGHT_HOLDER = "right_holder", _("right holder")
        COMPLAINANT = "complainant", _("complainant")
        PRINTER = "printer", _("printer of labels or packing")
        STORE = "store", _("store keeper")
        HOST = "host", _("live-room operator or anchor")
        RECRUITER = "recruiter", _("recruiter of fake buyers")
        THIRD = "third", _("third party")

    role = models.CharField(max_length=20, choices=Role)
    kind = models.CharField(max_length=20, choices=Kind)
    name = models.CharField(max_length=200, help_text="as on the licence or the identity card; of a business with a trade name, that")
    licence = models.CharField(max_length=100, blank=True, help_text="name of the licence, as 营业执照")
    code = models.CharField(max_length=40, blank=True, help_text="unified social credit code, or number of registration")
    operator = models.CharField(max_length=60, blank=True, help_text="of an individual business: who runs it")
    head = models.CharField(max_length=60, blank=True, help_text="legal representative, or who is in charge")
    id_kind = models.CharField(max_length=60, blank=True, help_text="kind of the document of identity")
    id_number = HiddenField(max_length=60, blank=True, help_text="of a person, or of who runs a business")
    address = models.CharField(max_length=500, blank=True, help_text="registered address, or of a person where they live")
    premises = models.CharField(max_length=500, blank=True, help_text="where the business is really carried on")
    phone = HiddenField(max_length=60, blank=True)

    class Meta(Fact.Meta):
        constraints: ClassVar = _places("party")

    @property
    def called(self) -> str:
        """Return what people call it: its name."""
        return self.name


class Offer(Fact):
    """What is complained of: a listing, or a place without an address such as a live room."""

    kind_name, letter, page_part = "matter_offer", "O", "parties"
    papers: ClassVar = {
        "offer_goods": "goods",
        "offer_party": "party",
        "offer_platform": "platform",
        "offer_shop": "shop",
        "offer_shop_key": "shop_key",
        "offer_listing_key": "listing_key",
        "offer_url": "url",
        "offer_place": "place",
        "offer_brand": "brand",
        "offer_right": "right",
        "offer_price": "price",
        "offer_since": "since",
        "offer_until": "until",
        "offer_stands": "stands",
        "fact_source": "source",
    }

    class Stands(models.TextChoices):
        ALLEGED = "alleged", _("alleged")
        CAPTURED = "captured", _("captured")
        TOLD = "told", _("told to the platform")
        MEASURED = "measured", _("measure taken")
        GONE = "gone", _("gone")
        BACK = "back", _("back again")
        UPHELD = "upheld", _("upheld")
        LIFTED = "lifted", _("measure lifted")

    party = models.ForeignKey(Party, models.PROTECT, related_name="offers", null=True, blank=True)
    platform = models.CharField(max_length=60, blank=True)
    shop = models.CharField(max_length=200, blank=True)
    shop_key = models.CharField(max_length=100, blank=True, help_text="the platform's number of the shop")
    listing_key = models.CharField(max_length=100, blank=True, help_text="the platform's number of the listing")
    url = models.CharField(max_length=2000, blank=True)
    place = models.CharField(max_length=500, blank=True, help_text="where there is no address: live room and time, group, path of a mini program")
    goods = models.CharField(max_length=300)
    brand = models.CharField(max_length=200, blank=True, help_text="as claimed")
    right = models.CharField(max_length=300, blank=True, help_text="right touched, such as a trade mark's number of registration and class")
    price = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True, help_text="yuan, as listed")
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    stands = models.CharField(max_length=10, choices=Stands, default=Stands.ALLEGED)

    class Meta(Fact.Meta):
        constraints: ClassVar = _places("offer")

    @property
    def called(self) -> str:
        """Return what people call it: its goods."""
        return self.goods


class Exhibit(Fact):
    """One proof, with what it proves. `proves` holds keys of `rulebook/cn/vocabularies/matters/elements.yaml`."""

    kind_name, letter, page_part = "matter_exhibit", "E", "evidence"
    papers: ClassVar = {
        "exhibit_kind": "kind",
        "exhibit_title": "title",
        "exhibit_proves": "proves",
        "exhibit_maker": "maker",
        "exhibit_made_on": "made_on",
        "exhibit_copies": "copies",
        "exhibit_pages": "pages",
        "exhibit_shows": "shows",
        "exhibit_file": "sha256",
        "exhibit_party": "party",
        "exhibit_offer": "offer",
        "exhibit_objection": "objection",
        "fact_source": "source",
    }

    class Kind(models.TextChoices):  # the eight of the Administrative Penalty Law, article 46
        DOCUMENT = "document", _("documentary evidence")
        THING = "thing", _("physical evidence")
        RECORDING = "recording", _("audio-visual material")
        DATA = "data", _("electronic data")
        WITNESS = "witness", _("testimony of a witness")
        STATEMENT = "statement", _("statement of a party")
        EXPERT = "expert", _("expert opinion")
        RECORD = "record", _("record of an inspection or of the scene")

    party = models.ForeignKey(Party, models.PROTECT, related_name="exhibits", null=True, blank=True)
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="exhibits", null=True, blank=True)
    kind = models.CharField(max_length=20, choices=Kind)
    title = models.CharField(max_length=300)
    maker = models.CharField(max_length=200, blank=True, help_text="who made or issued it")
    made_on = models.DateField(null=True, blank=True)
    copies = models.PositiveIntegerField(default=1)
    pages = models.PositiveIntegerField(null=True, blank=True)
    proves = models.JSONField(default=list)
    shows = models.CharField(max_length=500, blank=True, help_text="what it proves, in words")
    sha256 = models.CharField(max_length=64, blank=True, help_text="of the sealed file, where it is one")
    file_of = models.ForeignKey(Dossier, models.PROTECT, related_name="+", null=True, blank=True, help_text="the dossier that the file is sealed to")
    objection = models.CharField(max_length=500, blank=True, help_text="what the party says against it; empty: nothing")

    class Meta(Fact.Meta):
        constraints: ClassVar = _places("exhibit")

    @property
    def called(self) -> str:
        """Return what people call it: its title."""
        return self.title

    def proposed_for(self, act: str) -> dict[str, Any]:
        """Return what the form of its correction shows; what it proves as people say it."""
        shown, known = super().proposed_for(act), rulebook().vocabularies["elements"]
        told = "\n".join(said(known[key]) for key in self.proves if key in known)
        return shown | ({"exhibit_proves": told} if shown else {})


class Charge(Fact):
    """An act that is charged: which, by whom, from when to when, by what means, the provision broken and the one that penalises."""

    kind_name, letter, page_part = "matter_charge", "C", "charge"
    papers: ClassVar = {
        "charge_words": "words", "charge_act": "act", "charge_field": "field", "charge_since": "since", "charge_until": "until", "charge_means": "means",
        "charge_knowledge": "knowledge", "charge_broken": "broken", "charge_applied": "applied", "charge_discretion": "discretion", "fact_source": "source",
    }

    act = models.CharField(max_length=60, blank=True, help_text="key of the act in the rulebook's liability")
    words = models.CharField(max_length=200, help_text="the act in words, as documents name it")
    field = models.CharField(max_length=60, blank=True, help_text="key of the field of goods")
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    means = models.TextField(blank=True, help_text="by what means, in a sentence")
    knowledge = models.TextField(blank=True, help_text="what the party knew and did to check, in a sentence")
    broken = models.CharField(max_length=120, blank=True, help_text="law/article")
    broken_paragraph = models.PositiveSmallIntegerField(null=True, blank=True)
    broken_item = models.PositiveSmallIntegerField(null=True, blank=True)
    applied = models.CharField(max_length=120, blank=True, help_text="law/article")
    applied_paragraph = models.PositiveSmallIntegerField(null=True, blank=True)
    applied_item = models.PositiveSmallIntegerField(null=True, blank=True)
    discretion = models.TextField(blank=True, help_text="circumstances, legal range, level and why, in sentences")

    class Meta(Fact.Meta):
        constraints: ClassVar = _places("charge")

    @property
    def called(self) -> str:
        """Return what people call it: the act."""
        return self.words

    def provision(self, name: str) -> str:
        """Cite the provision `broken` or `applied` as papers do, in force on the day of the act; nothing where none is entered, or the rulebook lacks it."""
        paragraph, item = getattr(self, f"{name}_paragraph"), getattr(self, f"{name}_item")
        place = f"({paragraph or ''})" + (f"({item})" if item else "") if paragraph or item else ""
        ground = getattr(self, name)
        return cited([f"{ground}{place}"], rulebook().statutes, self.day_of_law) or "" if ground else ""

    @property
    def broken_said(self) -> str:
        """Return the provision broken, as papers cite it."""
        return self.provision("broken")

    @property
    def applied_said(self) -> str:
        """Return the provision applied, as papers cite it."""
        return self.provision("applied")

    @property
    def day_of_law(self) -> date:
        """By whose law it is told: the last day of the act, or else that on which it first came to be known."""
        return self.until or self.since or self.matter.known_since

    def proposed_for(self, act: str) -> dict[str, Any]:
        """Return what the form of its correction shows; provisions as people cite them."""
        shown = super().proposed_for(act)
        return shown | ({f"charge_{name}": self.provision(name) or getattr(self, name) for name in ("broken", "applied")} if shown else {})


class Penalty(Fact):
    """One item of what is decided: a penalty of the Administrative Penalty Law, article 9, or an order to correct, which is none and stands apart."""

    kind_name, letter, page_part = "matter_penalty", "D", "charge"
    papers: ClassVar = {"penalty_kind": "kind", "penalty_party": "party", "penalty_words": "words", "penalty_sum": "sum"}

    class Kind(models.TextChoices):
        CORRECT = "correct", _("order to correct (no penalty)")
        WARNING = "warning", _("warning")
        CRITICISM = "criticism", _("public criticism")
        FINE = "fine", _("fine")
        GAINS = "gains", _("confiscation of illegal gains")
        GOODS = "goods", _("confiscation of illegal goods or tools")
        SUSPENSION = "suspension", _("suspension of a licence")
        DOWNGRADE = "downgrade", _("lowering of a qualification")
        REVOCATION = "revocation", _("revocation of a licence")
        RESTRICTION = "restriction", _("restriction of business")
        HALT = "halt", _("order to stop production or business")
        CLOSURE = "closure", _("order to close")
        BAN = "ban", _("ban from the trade")

    party = models.ForeignKey(Party, models.PROTECT, related_name="penalties", null=True, blank=True)
    kind = models.CharField(max_length=20, choices=Kind)
    words = models.CharField(max_length=500, blank=True, help_text="what, of which things and how many; empty where the kind says it all")
    sum = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True, help_text="yuan, of a fine or of confiscated gains")

    class Meta(Fact.Meta):
        constraints: ClassVar = _places("penalty")

    @property
    def called(self) -> str:
        """Return what people call it: its kind, and what of."""
        return f"{self.get_kind_display()} {self.words}".strip()


class Answer(Fact):
    """One point of what the party stated, whether it is accepted, and why."""

    kind_name, letter, page_part = "matter_answer", "A", "charge"
    papers: ClassVar = {"answer_point": "point", "answer_verdict": "verdict", "answer_why": "why", "answer_stated_on": "stated_on"}

    class Verdict(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        PARTLY = "partly", _("accepted in part")
        REJECTED = "rejected", _("not accepted")

    stated_on = models.DateField(null=True, blank=True)
    point = models.TextField()
    verdict = models.CharField(max_length=10, choices=Verdict)
    why = models.TextField()

    class Meta(Fact.Meta):
        constraints: ClassVar = _places("answer")

    @property
    def called(self) -> str:
        """Return what people call it: the point."""
        return self.point[:60]


FACTS: tuple[type[Fact], ...] = (Party, Offer, Exhibit, Charge, Penalty, Answer)
