"""What is kept of the exchange: adopted registers, peers, own records with their copies, records held of others, and envelopes both ways."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingjian.core.errors import StepRefused
from mingjian.core.wire.names import Name
from mingjian.core.wire.pieces import ITEM
from mingjian.core.wire.words import ABOUT, FIELDS, PASSED_ON, REPLIES
from mingjian.office.models import Department, Dossier, Entry, Officer
from mingjian.office.models.hidden import HiddenJSONField
from mingjian.office.models.names import name_here

#: Fields that no correction changes: another file is another record.
UNCHANGING = frozenset({"file", "personal_file", "file_size", "custody", "sealed_at", "order", "about"})
#: Fields of persons: what is suggested of them would travel unmasked.
HIDDEN = frozenset({"phone", "id_number", "reporter", "address"})
#: For which reasons of `words.DECLINES` a record of a kind is declined.
DECLINED_FOR = {
    "clue": frozenset({"not_our_place", "already_handled", "lacks_material", "no_suspicion"}),
    "campaign": frozenset({"already_handled", "lacks_material", "outside_powers", "no_such_goods"}),
    "suggestion": frozenset({"lacks_material", "not_so"}),
}


class OwnAgreement(models.Model):
    """A sheet that an office of a member completed by the signed text, or took over from another; of use once a second person has compared it."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Filled in, to be compared by another")
        CONFIRMED = "confirmed", _("Compared by two")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    name = models.CharField(max_length=60, help_text="as its folder in the rulebook is called")
    in_force = models.DateField()
    body = models.TextField(help_text="the sheet, byte for byte as members sign it")
    sha256 = models.CharField(max_length=64, unique=True)
    source = models.CharField(max_length=300)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    confirmed_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.name}/{self.in_force}"

    def get_absolute_url(self) -> str:
        return reverse("exchange:agreement", args=[self.pk])

    @property
    def number(self) -> str:
        """Return the number by which pages name it."""
        return str(self.pk)

    @property
    def wire_name(self) -> str:
        """Return what every node calls it."""
        return name_here("agreement", f"{self.name}/{self.in_force.isoformat()}", self.sha256)

    def hindrance(self, act: str, by: Officer) -> StepRefused | None:
        """Let another compare it than who filled it in."""
        if act == "confirm_agreement" and by.pk == self.by_id:
            return StepRefused("须由填写人以外的人核对。", "Another than who filled it in compares it.")
        return None

    def move(self, state: str, *, by: Officer | None, at: datetime) -> None:
        """Stand in another state from now on."""
        self.state = state
        if state == self.State.CONFIRMED:
            self.confirmed_by = by


class AdoptedRegister(models.Model):
    """A version of the register of members that this node has adopted, as it was signed. The newest is in force."""

    agreement = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, unique=True)
    body = models.BinaryField()
    adopted_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["agreement", "version"], name="one_register_a_version")]

    def __str__(self) -> str:
        return f"{self.agreement}/{self.version}"


class Peer(models.Model):
    """Another member as this node knows it: how far both streams are, what was seen of its ledger, and when it is tried again."""

    node = models.CharField(max_length=200, unique=True)
    sent = models.PositiveBigIntegerField(default=0, help_text="the number of the newest envelope packed for it")
    sent_id = models.CharField(max_length=64, blank=True)
    received = models.PositiveBigIntegerField(default=0, help_text="the number of the newest envelope taken from it")
    received_id = models.CharField(max_length=64, blank=True)
    seen_size = models.PositiveBigIntegerField(default=0)
    seen_root = models.BinaryField(default=b"")
    heard_note = models.TextField(blank=True, help_text="what another member saw of its ledger, until it has proven that it continues that")
    told_others_at = models.DateTimeField(null=True, blank=True, help_text="when other members were last told what was seen of its ledger")
    answering = models.JSONField(default=dict, blank=True, help_text="how soon it answers, as it tells of itself: see services.response_times")
    told_answering_at = models.DateTimeField(null=True, blank=True, help_text="when it was last told how soon this node answers")
    failures = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)
    stopped_for = models.CharField(max_length=40, blank=True, help_text="why nothing is taken from it or sent to it any more: a fork, a rewritten ledger")

    class Meta:
        ordering: ClassVar = ["node"]

    def __str__(self) -> str:
        return self.node


class SharedRecord(models.Model):
    """A record of this node that went to others. Only this node issues versions of it."""

    name = models.CharField(max_length=300, unique=True)
    kind = models.CharField(max_length=24)
    title = models.CharField(max_length=300)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="shared_records", null=True, blank=True)
    about = models.ForeignKey("HeldRecord", models.PROTECT, related_name="answers", null=True, blank=True, help_text="the letter that it answers")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    recalled_at = models.DateTimeField(null=True, blank=True)
    recalled_for = models.CharField(max_length=40, blank=True)
    is_part = models.BooleanField(default=False, help_text="an answer after which more is to come")

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("exchange:record", args=[self.pk])

    @property
    def wire_name(self) -> str:
        """Return what every node calls it."""
        return self.name

    def ways(self) -> models.QuerySet[Outgoing]:
        """Return the items in which it went or goes, with peer and envelope."""
        return Outgoing.objects.filter(name=self.name).select_related("peer", "envelope")

    def of_its_batch(self) -> models.QuerySet[SharedRecord]:
        """Return the clues that one act gave together with it and that stand yet, itself included."""
        same = SharedRecord.objects.filter(kind="clue", department=self.department_id, by=self.by_id, made_at=self.made_at)
        return same.filter(recalled_at__isnull=True)

    @property
    def number(self) -> str:
        """Return the number by which pages name it."""
        return str(self.pk)

    @property
    def state(self) -> str:
        """Where it stands: `given`, or `recalled`."""
        return "recalled" if self.recalled_at else "given"

    def options_of(self, paper: str) -> Collection[str] | None:
        """Return which fields can be corrected: those that the newest version has."""
        newest = self.versions.order_by("-version").first() if paper == "record_field" else None
        return set(newest.values) - UNCHANGING if newest else None

    def hindrance(self, act: str, by: Officer) -> StepRefused | None:
        """Return why an act about consent is not open: nobody asked, or none was given."""
        if act == "attach_file" and self.kind not in ("assistance", "answer", *ABOUT):
            return StepRefused("只有协助函、答复、发现和更正建议可以附文件。", "A file goes with a letter, an answer, a sighting or a suggestion alone.")
        if act == "recall_batch" and not self.of_its_batch().exclude(pk=self.pk).exists():
            return StepRefused("此记录没有同批提供而尚未撤回的其他记录。", "No other record that was given with this one stands yet.")
        if act == "correct_record" and self.kind == "report":
            return StepRefused("反馈的数字由系统统计，不能填写；请重新反馈。", "What a report counts is not written by hand: report anew.")
        if act == "answer_consent" and not self.copies.filter(is_consent_open=True).exists():
            return StepRefused("没有待答复的转交请求。", "Nobody waits for consent to pass it on.")
        if act == "withdraw_consent" and not any(one["state"] == "given" for copy in self.copies.all() for one in copy.consents):
            return StepRefused("没有已作出的转交同意。", "No consent to pass it on was given.")
        return None

    def proposed_for(self, act: str) -> dict[str, str]:
        """Return what the form of an act about consent says at first: the node that it is about, where there is one alone."""
        state = {"answer_consent": "asked", "withdraw_consent": "given"}.get(act)
        nodes = {one["to"] for copy in self.copies.all() for one in copy.consents if one["state"] == state} if state else set()
        return {"consent_node": nodes.pop()} if len(nodes) == 1 else {}

    def move(self, state: str, *, by: Officer | None, at: datetime) -> None:
        """Stand in another state from now on: once recalled it stays so."""
        self.recalled_at = at if state == "recalled" else None


class RecordVersion(models.Model):
    """One version of a shared record: its values with their masks, the seed that seals them, and why it was corrected."""

    record = models.ForeignKey(SharedRecord, models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    values = HiddenJSONField(default=dict)
    seed = models.BinaryField()
    fields = models.CharField(max_length=60, help_text="the seal over all fields")
    before = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    follows = models.PositiveIntegerField(default=0, help_text="of what rests on another node's record: the version of that record which it follows")
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["version"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["record", "version"], name="one_content_a_version")]

    def __str__(self) -> str:
        return f"{self.record_id}: {self.version}"


class Copy(models.Model):
    """What another node holds of a shared record, as far as this node knows: what it was given, and what it said since."""

    class State(models.TextChoices):
        QUEUED = "queued", _("On its way")
        ARRIVED = "arrived", _("Arrived, not taken up yet")
        TAKEN_UP = "taken_up", _("Taken up there")
        DECLINED = "declined", _("Declined there")
        ANSWERED = "answered", _("Answered")
        REFUSED = "refused", _("Refused by the other node")
        RECALL_ASKED = "recall_asked", _("Recall asked, not confirmed")
        ERASED = "erased", _("Erased there")
        STOPPED = "stopped", _("No longer used there")
        KEPT = "kept", _("Kept there, with a ground")

    record = models.ForeignKey(SharedRecord, models.CASCADE, related_name="copies")
    peer = models.ForeignKey(Peer, models.PROTECT, related_name="copies")
    region = models.CharField(max_length=6)
    version = models.PositiveIntegerField(default=1, help_text="the newest that was given")
    confirmed = models.PositiveIntegerField(default=0, help_text="the newest whose arrival is proven")
    decisions = models.JSONField(default=list, help_text="field, rule, clause")
    state = models.CharField(max_length=16, choices=State, default=State.QUEUED)
    word = models.CharField(max_length=40, blank=True, help_text="the reason or ground that the other node gave")
    since = models.DateTimeField()
    passed_on = models.JSONField(default=list, help_text="to which nodes it says that it passed the content on, and how it stands there: see services.onward")
    heard = models.JSONField(default=list, help_text="what was said of a letter before it was answered: see services.heard")
    due = models.DateField(null=True, blank=True, help_text="the last day for an answer, as both ends have it")
    opens_at = models.DateTimeField(null=True, blank=True, db_index=True, help_text="before then nothing of it leaves: a stage of a campaign")
    sighted_on = models.DateField(null=True, blank=True, help_text="when the same was last seen by a node behind its holder, as that one told it")
    consents = models.JSONField(default=list, help_text="to which nodes its holder asked to pass it on, and what was answered: see services.consents")
    is_consent_open = models.BooleanField(default=False, help_text="its holder asked to pass it on, and has no answer yet")

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["record", "peer"], name="one_copy_a_node")]

    def __str__(self) -> str:
        return f"{self.record_id} at {self.peer_id}"

    @property
    def stands(self) -> Any:
        """Where it stands, in words: only a clue is taken up, a letter is answered, and with an answer nothing is to be done."""
        if self.state == self.State.REFUSED and self.word == "recalled_before":
            return _("Not sent")
        if self.state == self.State.ARRIVED and self.record.kind not in PASSED_ON:
            return _("Arrived, not answered yet") if self.record.kind in ("assistance", "suggestion") else _("Arrived")
        if self.record.kind == "suggestion" and self.state in (self.State.TAKEN_UP, self.State.DECLINED):
            return _("Accepted there") if self.state == self.State.TAKEN_UP else _("Not accepted there")
        if self.record.kind == "campaign" and self.state == self.State.ANSWERED:
            return _("Reported back")
        if self.state == self.State.TAKEN_UP and self.record.kind == "evidence":
            return _("Put on file there")
        return self.get_state_display()


class HeldRecord(models.Model):
    """A record of another node: the fields that were opened, and under which release. Erased, its row stays and keeps the record from coming back."""

    class State(models.TextChoices):
        HELD = "held", _("Received")
        TAKEN_UP = "taken_up", _("Taken up")
        DECLINED = "declined", _("Declined")
        ANSWERED = "answered", _("Answered")
        RECALLED = "recalled", _("Recalled: to be answered")
        EXPIRED = "expired", _("Keep period ended: to be answered")
        ERASED = "erased", _("Erased")
        STOPPED = "stopped", _("No longer used")
        KEPT = "kept", _("Kept, with a ground")

    name = models.CharField(max_length=300, unique=True)
    kind = models.CharField(max_length=24, blank=True)
    peer = models.ForeignKey(Peer, models.PROTECT, related_name="held")
    version = models.PositiveIntegerField(default=0)
    fields = models.CharField(max_length=60, blank=True)
    values = HiddenJSONField(default=dict)
    closed = models.PositiveIntegerField(default=0)
    release = models.JSONField(default=dict)
    is_handed_over = models.BooleanField(default=False)
    state = models.CharField(max_length=16, choices=State, default=State.HELD)
    word = models.CharField(max_length=40, blank=True)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", null=True, blank=True)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="held_records", null=True, blank=True)
    received_at = models.DateTimeField()
    corrected_at = models.DateTimeField(null=True, blank=True)
    before = HiddenJSONField(default=dict, help_text="of fields corrected since the clue was made of it: what they said until then")
    is_correction_open = models.BooleanField(default=False, help_text="corrected, and the clue that was made of it not yet")
    due = models.DateField(null=True, blank=True, db_index=True, help_text="the last day for an answer, as both ends have it")
    consents = models.JSONField(default=list, help_text="to which nodes its owner was asked to let it go on, and what was answered: see services.consents")
    settled_at = models.DateTimeField(null=True, blank=True, help_text="when a letter was answered whole, or refused")
    keep_until = models.DateField(null=True, blank=True, db_index=True, help_text="the last day on which it may be kept; none where the clause sets none")
    about = models.CharField(max_length=300, blank=True, db_index=True, help_text="the record of this node that it reports on, or says something of")
    sighted_on = models.DateField(null=True, blank=True, help_text="when somebody last saw the same, as its owner told it")

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("exchange:held", args=[self.pk])

    @property
    def wire_name(self) -> str:
        """Return what every node calls it."""
        return self.name

    @property
    def own_number(self) -> str:
        """Return its number at its own node."""
        return Name.read(self.name).number

    @property
    def number(self) -> str:
        """Return the number by which pages of this node name it."""
        return str(self.pk)

    def move(self, state: str, *, by: Officer | None, at: datetime) -> None:
        """Stand in another state from now on."""
        self.state = state

    def proposed_for(self, act: str) -> dict[str, str]:
        """Return on which dossier a file is put at first: its own, else the one that was made of the record which it belongs to."""
        if self.kind != "evidence":
            return {}
        name = self.values.get("belongs_to", "")
        of_clue, of_letter = Q(held_records__name=name, held_records__peer=self.peer), Q(shared_records__name=name)
        answered = HeldRecord.objects.filter(name=name, peer=self.peer, kind="answer").first()  # a file that came with an answer
        if answered is not None:
            of_letter |= Q(shared_records__name=answered.values.get("letter", ""))
        matter = self.dossier or Dossier.objects.filter(of_clue | of_letter).first()
        return {"evidence_for": matter.number} if matter else {}

    def options_of(self, paper: str) -> Collection[str] | None:
        """Return which fields a correction can be suggested of, those that came whole; and for which reasons a record of its kind is declined."""
        if paper == "suggested_field":
            return set(self.values) & set(FIELDS) - UNCHANGING - HIDDEN if self.kind not in (*ABOUT, "evidence", "report", "assistance") else set()
        return DECLINED_FOR.get(self.kind) if paper == "decline_reason" else None

    def hindrance(self, act: str, by: Officer) -> StepRefused | None:
        """Return why an act is not for a record of its kind."""
        is_matter = self.kind == "clue" and self.is_handed_over
        if (act == "take_matter_up" and not is_matter) or (act == "decline_matter" and not is_matter and self.kind != "campaign"):
            return StepRefused("这不是移交的线索。", "This is no matter that was handed over.")
        if act in ("take_order_up", "report_progress", "report_finally") and self.kind != "campaign":
            return StepRefused("这不是集群战役任务。", "This is no task of a cluster campaign.")
        if act in ("report_progress", "report_finally") and self.settled_at is not None:
            return StepRefused("已最终反馈。", "The last report was given already.")
        if act in ("adopt_suggestion", "refuse_suggestion") and self.kind != "suggestion":
            return StepRefused("这不是更正建议。", "This is no suggested correction.")
        if act == "report_seen" and self.kind != "clue":
            return StepRefused("只对线索登记发现。", "A sighting is of a clue.")
        if act == "suggest_to_owner" and not self.options_of("suggested_field"):
            return StepRefused("此记录没有可以建议更正的项目。", "This record has no field of which a correction could be suggested.")
        if act == "ask_consent" and str(self.release.get("onward", "")) != "ask_owner":
            return StepRefused("此记录的处理代码不须征得同意，或者不得转交。", "Its handling code asks for no consent, or lets it go to nobody.")
        if act == "adopt_correction" and not self.is_correction_open:
            return StepRefused("没有待采用的更正。", "There is no correction to be adopted.")
        if act == "recognise_received" and self.kind != "evidence":
            return StepRefused("这不是证据材料。", "This is no evidence.")
        if act == "use_evidence" and (self.kind != "evidence" or self.state != self.State.HELD):
            return StepRefused("这不是待入卷的证据材料。", "This is no evidence that waits to be put on file.")
        if act in ("answer_letter", "answer_in_part", "refuse_letter") and self.kind != "assistance":
            return StepRefused("这不是协助函。", "This is no letter of assistance.")
        if act == "extend_letter" and (self.kind not in REPLIES or self.settled_at is not None):
            return StepRefused("没有待答复、待反馈的期限。", "Nothing is to be answered or reported.")
        return None


class RecordFile(models.Model):
    """The file of a record, of this node or of another: its hash and size, and, of another's, how many of its pieces have come."""

    shared = models.OneToOneField(SharedRecord, models.CASCADE, related_name="record_file", null=True, blank=True)
    held = models.OneToOneField(HeldRecord, models.CASCADE, related_name="record_file", null=True, blank=True)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(help_text="bytes")
    is_personal = models.BooleanField(default=False)
    belongs_to = models.CharField(max_length=300, blank=True, db_index=True, help_text="the record that it belongs to: a clue, a letter, an answer")
    came = models.PositiveIntegerField(default=0, help_text="pieces that have come, in their order")
    whole_at = models.DateTimeField(null=True, blank=True, help_text="since when all of it is here and has its hash")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def rows_that_keep(cls) -> models.QuerySet[RecordFile]:
        """Return those whose bytes are to stay: of files that came, and of own ones of which a piece still waits to be packed."""
        waiting = Outgoing.objects.filter(state=Outgoing.State.QUEUED, kind=ITEM).values("name")
        return cls.objects.filter(Q(held__isnull=False) | Q(shared__name__in=waiting))


class Piece(models.Model):
    """One piece of a file that is still coming: its bytes lie in the store under their own hash, and go once the file is whole."""

    record_file = models.ForeignKey(RecordFile, models.CASCADE, related_name="pieces")
    number = models.PositiveIntegerField(help_text="from 0")
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["record_file", "number"], name="one_piece_a_number")]

    def __str__(self) -> str:
        return f"{self.record_file_id}: {self.number}"


class Question(models.Model):
    """Whether another node works on the same, asked about a clue of this one: with which key, and what came of it."""

    name = models.CharField(max_length=300, unique=True)
    clue = models.ForeignKey(Dossier, models.PROTECT, related_name="questions_asked")
    peer = models.ForeignKey(Peer, models.PROTECT, related_name="questions_asked")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=40)
    kinds = models.JSONField(default=list, help_text="the kinds of values that were asked for, one for each")
    secret = HiddenJSONField(default=dict, help_text="the key, until the answer comes")
    commitments = models.JSONField(default=list, help_text="a salted hash of each value, by which an auditor who is given salt and value sees what was asked")
    salt = HiddenJSONField(default=dict)
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    hits = models.JSONField(default=list, help_text="the kinds of which the other has the same value")
    contact = models.CharField(max_length=200, blank=True, help_text="the department that answers for the other node")

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["by", "at"], name="question_of_officer")]

    def __str__(self) -> str:
        return self.name


class QuestionTaken(models.Model):
    """A question of another node: for what, how many values of which kinds. Which values nobody here can tell."""

    name = models.CharField(max_length=300, unique=True)
    peer = models.ForeignKey(Peer, models.PROTECT, related_name="questions_taken")
    purpose = models.CharField(max_length=40)
    kinds = models.JSONField(default=dict, help_text="how many values of each kind")
    points = HiddenJSONField(default=dict, help_text="what is to be answered, until it is")
    region = models.CharField(max_length=6, blank=True, help_text="that the question is for")
    at = models.DateTimeField()
    count = models.PositiveIntegerField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["peer", "at"], name="question_of_node")]

    def __str__(self) -> str:
        return self.name


class Envelope(models.Model):
    """An envelope of this node: the same bytes at every attempt, until the receiver's ledger has it."""

    class State(models.TextChoices):
        PACKED = "packed", _("Packed")
        DELAYED = "delayed", _("Delayed")
        ARRIVED = "arrived", _("Arrived")
        STUCK = "stuck", _("Stuck")
        GIVEN_UP = "given_up", _("Given up")

    peer = models.ForeignKey(Peer, models.PROTECT, related_name="envelopes")
    sequence = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, unique=True)
    data = models.BinaryField()
    state = models.CharField(max_length=12, choices=State, default=State.PACKED)
    made_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=40, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    receipt = models.BinaryField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["sequence"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["peer", "sequence"], name="one_envelope_a_number")]
        indexes: ClassVar = [models.Index(fields=["peer", "state", "sequence"], name="envelope_to_send")]

    def __str__(self) -> str:
        return f"{self.peer_id}: {self.sequence}"

    def get_absolute_url(self) -> str:
        return reverse("exchange:home")

    @property
    def number(self) -> str:
        """Return the number by which pages name it."""
        return str(self.pk)

    @property
    def wire_name(self) -> str:
        """Return what every node calls it, with the digest of its bytes."""
        return name_here("envelope", f"{self.peer.node}/{self.sequence}", self.sha256)

    @property
    def department(self) -> Department | None:
        """Return the department of an officer whose item it carries; none where it carries receipts and answers of the node alone."""
        found = self.items.filter(by__isnull=False).select_related("by__department").first()
        return found.by.department if found and found.by else None

    def move(self, state: str, *, by: Officer | None, at: datetime) -> None:
        """Stand in another state from now on."""
        self.state = state


class Outgoing(models.Model):
    """One item for another node, written in the transaction of the step that sends it, and packed later. `asked`: the question that the agreement answers."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting to be packed")
        PACKED = "packed", _("Packed")
        ARRIVED = "arrived", _("Arrived")
        REFUSED = "refused", _("Refused")

    peer = models.ForeignKey(Peer, models.PROTECT, related_name="outgoing")
    kind = models.CharField(max_length=24)
    name = models.CharField(max_length=300)
    version = models.ForeignKey(RecordVersion, models.PROTECT, related_name="outgoing", null=True, blank=True)
    item = HiddenJSONField(default=dict, help_text="what is said, for all but records")
    asked = HiddenJSONField(default=dict)
    state = models.CharField(max_length=12, choices=State, default=State.QUEUED)
    why = models.CharField(max_length=40, blank=True)
    queued_at = models.DateTimeField()
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True)
    envelope = models.ForeignKey(Envelope, models.PROTECT, related_name="items", null=True, blank=True)
    place = models.PositiveIntegerField(null=True, blank=True, help_text="number in the envelope, from 0")

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["peer", "state"], name="outgoing_to_pack")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class Arrival(models.Model):
    """An envelope that this node has taken, with the entry that proves it. A repeated one is known by it, and gets the same entry proven again."""

    peer = models.ForeignKey(Peer, models.PROTECT, related_name="arrivals")
    sequence = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, unique=True)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    refused = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["peer", "sequence"], name="one_arrival_a_number")]

    def __str__(self) -> str:
        return f"{self.peer_id}: {self.sequence}"


class Rejection(models.Model):
    """Something that came and proved nothing: changed on its way, or of nobody known. Of these only the newest are kept, and the ledger has none."""

    at = models.DateTimeField()
    claimed = models.CharField(max_length=200, blank=True)
    why = models.CharField(max_length=40)
    about = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.why
