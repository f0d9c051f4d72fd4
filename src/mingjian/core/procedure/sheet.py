"""What a procedure's sheet says: states, steps, papers, deadlines. Plain data, read once."""

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any

from mingjian.core.language import Text
from mingjian.core.ledger.leaf import canonical

#: What kind of body a department may be.
BODIES = ("market_regulation", "police", "procuratorate", "other_authority", "platform", "courier", "right_holder", "operator")
#: Groups of kinds of files that a paper may be.
FILE_GROUPS = ("image", "video", "audio", "document", "office", "text", "capture")
#: The same, with tables whatever their names say (decision 138): for papers whose file is read as one. No other place takes a page.
PAPER_GROUPS = (*FILE_GROUPS, "table")
#: In a step's `closes` and `restores`: every deadline that runs.
ALL = "all"
#: Who among the departments of a dossier takes a step: the one that holds it, the one that sent it there, the common superior of both, or whichever.
SIDES = ("holder", "sender", "superior", "any")
#: Sides in words, where a rulebook does not say otherwise (`vocabularies/parties.yaml`).
SIDE_LABELS: Mapping[str, Text] = {
    "holder": Text("承办部门", "the department that holds it"),
    "sender": Text("送来的部门", "the department that sent it"),
    "superior": Text("共同的上一级部门", "the common superior"),
    "any": Text("有关各部门", "each department concerned"),
}

#: A state by name; where a sheet has tracks, one state for each track.
State_ = str | Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Awaits:
    """
    On whom a state or a running deadline waits, and by which steps the dossier goes on.

    `side` and `by` are those of the steps, `by` narrowed where not each of their roles is asked. `outside` names a party without an account here
    (`vocabularies/parties.yaml`, or a role); it has no steps. `absent` are the holder's steps asked for instead while no department with such a role takes
    part; `absent_outside` the party then waited for. `each`: every department that takes part is asked once, except the holder; until all have taken the
    step, nothing else is waited for. `beside` (deadlines only): asked for besides what the state waits for, not in its place.
    """

    side: str = "holder"
    by: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    outside: str = ""
    absent: tuple[str, ...] = ()
    absent_outside: str = ""
    each: bool = False
    beside: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """
    One state. `track` is empty where the sheet has no tracks; `is_end` tells that the dossier (or its track) is finished.

    `awaits`: on whom it waits; empty where it waits on nobody. Several wait side by side.
    """

    name: str
    label: Text
    is_end: bool
    track: str = ""
    awaits: tuple[Awaits, ...] = ()


@dataclass(frozen=True, slots=True)
class AtLine:
    """What follows once an amount reaches its line: another paper that must say something, unless a third says why not."""

    paper: str
    says: str
    unless: str


@dataclass(frozen=True, slots=True)
class Paper:
    """
    One thing that a step needs, as a form shows it: described once in `vocabularies/papers.yaml`, required or not in the step.

    `kind` is the name of a module of `procedure.papers`. `of` tells of which procedure another dossier is that the paper names, for the words of its field.
    `names` tells of a number that it is the key of such a thing (`finding`): the ledger then holds the thing's name in its place.
    `counts_as` says which figure of a crime it is (`law.measures.Figures`), `line` which value of the law it is held against. `bodies` are the kinds of body
    that a department may be; none: any authority. `staffed` are roles, one of which somebody at work there must have, since whoever is named is to act.
    `takes` are the groups of files that a file may be of; none: all.
    `past`: a day or instant that cannot lie after the step; `follows`: nor before what brought the dossier to where it stands; `after_source`: nor before the
    newest step of the dossier that this one arose from. `ahead`: a day, such as a term, that cannot lie before the step. `of_party`: words of a party, of
    which numbers, accounts and addresses by which a person is reached are masked wherever they are shown. `at_line` is what must be said beside an amount
    that reaches its line. `longest`: how many characters a line of text may have, where its kind's own bound does not fit what is kept of it.
    """

    name: str
    label: Text
    kind: str
    options: tuple[tuple[str, Text], ...] = ()
    required: bool = True
    personal: bool = False  # holds personal data: masked by default, never in a list
    hint: Text | None = None
    counts_as: str = ""
    line: str = ""
    bodies: tuple[str, ...] = ()
    names: str = ""
    of: str = ""
    takes: tuple[str, ...] = ()
    past: bool = False
    follows: bool = False
    at_line: AtLine | None = None
    of_party: bool = False
    ahead: bool = False
    after_source: bool = False
    longest: int = 0
    staffed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lead:
    """
    A dossier that a decision leads to: its procedure, and the values of the step's papers for which it does (`when`; none: always).

    `carries`: by the papers of its opening step, whence each is filled: a paper of the dossier that leads there, or a fact that is told of it (`@acted_on`,
    `vocabularies/facts.yaml`); the first that is known.
    """

    procedure: str
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    carries: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AsProposed:
    """That a step does what was proposed before: in which paper, by which of its values, and what its own papers then say at first."""

    paper: str
    values: tuple[str, ...]
    fills: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """
    What a role may do to a dossier. `to` is none where the state stays.

    `restarts` starts a running deadline anew from this step; `restores` gives back what a `restarts` or `closes` of the step undone had taken.
    `asks` are deadlines whose extension this step requests: refused when none may be granted any more. `closes` may be `("all",)`.
    `not_by` are steps whose takers may not take this one; `not_before` deadlines that must have run out first, where they run.
    `together`: it may be taken on several dossiers at once with the same papers, each by itself; for what needs no judgement of its own in each of them.
    `hands_to` names the paper with the department that holds the dossier from now on, `invites` the one with a department that may act beside the holder.
    `hands_back` gives the dossier back to the department that sent it: a letter taken back is with its sender again. `only_while` names states of other
    tracks in which alone it may be taken. `only_by` are steps of whose takers alone it is open: one's own report is taken back by oneself.
    `voids`: it ends the dossier as one opened by mistake, whatever other tracks say. `unprompted`: it is taken when there is reason to, such as releasing what
    is frozen; nobody waits for it unless a deadline runs that it meets. `only_due`: it may be taken only while a deadline runs that it meets, such as what is
    published once. `only_after` are steps of which one must have brought its track to where it stands: a state that several lead to is not taken back alike.
    `named`: it is signed by officers whom the institution names for the dossier, such as its two investigators, and by nobody else while some are named.
    `not_before_day` names papers of steps before: the day that the newest of each tells must have come, as that of a hearing.
    `only_where`: papers whose newest value on record must be one of those named: a sample that failed is not closed as one that conforms. `not_where`: papers
    whose newest value on record must be none of those named: what was found altered is not used as evidence.

    `shown_in`: states in which alone its papers are shown to whoever reads the dossier: what somebody voted before the result is told. Empty: always.

    `leads_to` are the dossiers that the decision leads to, `fills` whence its own papers are filled as in a Lead; `proposed` says when it is what was proposed.
    """

    name: str
    label: Text
    from_states: tuple[str, ...]
    to: str | None
    by: tuple[str, ...]
    needs: tuple[Paper, ...]
    opens: tuple[str, ...] = ()
    closes: tuple[str, ...] = ()
    restarts: tuple[str, ...] = ()
    restores: tuple[str, ...] = ()
    extends: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    suspends: tuple[str, ...] = ()
    resumes: tuple[str, ...] = ()
    undone_by: str | None = None
    ground: tuple[str, ...] = ()
    second: tuple[str, ...] = ()
    side: str = "holder"
    track: str = ""
    hint: Text | None = None
    hands_to: str | None = None
    invites: str | None = None
    not_by: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    together: bool = False
    only_while: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    hands_back: bool = False
    only_by: tuple[str, ...] = ()
    voids: bool = False
    leads_to: tuple[Lead, ...] = ()
    fills: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    proposed: AsProposed | None = None
    unprompted: bool = False
    only_due: bool = False
    only_after: tuple[str, ...] = ()
    named: bool = False
    not_before_day: tuple[str, ...] = ()
    only_where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    not_where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shown_in: tuple[str, ...] = ()

    @property
    def asks_of_record(self) -> frozenset[str]:
        """Return the papers of earlier steps on which it depends whether this one is open."""
        return frozenset((*self.only_where, *self.not_where))


@dataclass(frozen=True, slots=True)
class Obliged:
    """
    Who must act within a deadline.

    `kind` is `side` (a department by its part in the dossier, `SIDES`), `role` (whoever holds that role in a department concerned), or `outside` (somebody
    who has no account here, such as the party or a court: what it did is recorded by the holder).
    """

    name: str
    kind: str
    label: Text


@dataclass(frozen=True, slots=True)
class DeadlineSpec:
    """
    One kind of deadline, and who must act within it. `period` is a ref into the laws (`penalty_procedure/18#check`), `extension` another, granted at most
    `times` times.

    `from_` names a paper (date or datetime) of the step that opens it, whose day starts the count; none: the step itself. `only_if` opens it only where a
    paper of that step has one of the values. `until` names a paper with the last day itself, where the law lets somebody fix it. `left_out_at_most`
    is the period that limits each suspension. `unless` opens it except where a paper has one of the values. `only_while` opens it only where other tracks
    than the step's stand in one of the states: what was never published is not to be taken down. `only_where` opens it only where the newest value on record
    of a paper is one of those named.
    `when_missed` is a step, or only words (`missed_text`). `awaits`: on whom its track waits while it runs, where that differs from what the state says;
    `once_missed`: the same after it has passed. Without the latter, what was asked of the holder is still asked, and else the state says who is.
    """

    name: str
    label: Text
    period: str
    obliged: Obliged
    from_: str | None = None
    extension: str | None = None
    times: int = 0
    only_if: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    when_missed: str | None = None
    missed_text: Text | None = None
    until: str | None = None
    left_out_at_most: str | None = None
    unless: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    only_while: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    only_where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    awaits: tuple[Awaits, ...] = ()
    once_missed: tuple[Awaits, ...] = ()


@dataclass(frozen=True, slots=True)
class Instead:
    """
    What binds a kind of department in place of what the procedure rests on: articles for articles, figures for figures, and laws that do not bind it.

    `figures` of which the value is empty have none there.
    """

    articles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    figures: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()

    def of(self, ref: str) -> tuple[str, ...]:
        """Return the articles that stand for one, which may name a paragraph (`apl/72(1)`): itself, others, or none."""
        article = ref.partition("(")[0]
        if article in self.articles:
            return self.articles[article]
        return () if article.partition("/")[0] in self.left_out else (ref,)

    def figure(self, ref: str) -> str:
        """Return the figure that stands for one: itself, another, or none (empty)."""
        if ref in self.figures:
            return self.figures[ref]
        return "" if ref.partition("/")[0] in self.left_out else ref


@dataclass(frozen=True, slots=True)
class Correction:
    """What was mended in a sheet, and on which day, because it had said the law wrongly."""

    on: date
    what: Text


@dataclass(frozen=True)
class Sheet:
    """
    One version of one procedure. `until` is the day on which the next version takes over, for dossiers opened from then on.

    `corrected` tells what was mended in it, oldest first: a fault of the sheet is none of the law, so it is mended for dossiers under way too.
    `sector`: of which kind of department it is, where it is not the procedure's own; `instead` is what then binds in place of what.
    """

    procedure: str
    in_force: date
    until: date | None
    title: Text
    dossier: str
    opening: str | None  # the step that makes the dossier, if the sheet has one
    starts: State_
    ends: tuple[str, ...]
    states: Mapping[str, State]
    steps: Mapping[str, Step]
    deadlines: Mapping[str, DeadlineSpec]
    tracks: tuple[str, ...] = ()
    file: str = ""
    corrected: tuple[Correction, ...] = ()
    sector: str = ""
    instead: tuple[Instead, ...] = ()

    def articles(self, refs: Iterable[str]) -> tuple[str, ...]:
        """Return the articles that stand for some that papers of the procedure cite, each once."""
        found = tuple(refs)
        for layer in self.instead:
            found = tuple(dict.fromkeys(other for one in found for other in layer.of(one)))
        return found

    def figure(self, ref: str) -> str:
        """Return the figure that stands for one that papers of the procedure tell; empty for none."""
        for layer in self.instead:
            ref = ref and layer.figure(ref)
        return ref

    @cached_property
    def digest(self) -> str:
        """
        Return the SHA-256 (hex) of the canonical content: whatever a word of it changes, changes this.

        Left out are where the file lies, when a later version takes over, on whom a state waits (which binds nobody), and every field that says nothing, so
        that what sheets may say one day leaves those of today as they are.
        """
        told = _told(self)
        return sha256(canonical({name: value for name, value in told.items() if name not in {"file", "until"}})).hexdigest()

    @cached_property
    def undoing(self) -> frozenset[str]:
        """Return the steps that take another back."""
        return frozenset(step.undone_by for step in self.steps.values() if step.undone_by)

    @cached_property
    def papers(self) -> Mapping[str, Paper]:
        """Return every paper that some step asks for, by its name."""
        return {paper.name: paper for step in self.steps.values() for paper in step.needs}

    def is_ended(self, state: State_) -> bool:
        """Return whether the dossier is finished: every track has come to an end, or one to the end of them all."""
        return self.is_over(state) or set(self.ends).issuperset((state,) if isinstance(state, str) else state.values())

    def is_over(self, state: State_) -> bool:
        """Return whether the dossier was voided, as opened by mistake: that ends it whatever the other tracks say."""
        names = {state} if isinstance(state, str) else set(state.values())
        return not names.isdisjoint(self._voided)

    @cached_property
    def _voided(self) -> frozenset[str]:
        return frozenset(step.to for step in self.steps.values() if step.voids and step.to)

    def place(self, track: str, state: State_) -> str:
        """Return the state of one track. A track that a correction added stands at its start in dossiers that were opened before."""
        if isinstance(state, str):
            return state
        return state.get(track) or (self.starts.get(track, "") if isinstance(self.starts, Mapping) else "")

    def is_open(self, step: Step, state: State_) -> bool:
        """Return whether a step may be taken in a state: its own track stands where it begins, and other tracks where they must."""
        return self.place(step.track, state) in step.from_states and not self.hindered_by(step, state) and not self.is_over(state)

    def hindered_by(self, step: Step, state: State_) -> tuple[str, ...]:
        """Return the states of other tracks that keep a step from being taken, or none."""
        places = {track: self.place(track, state) for track in step.only_while}
        return tuple(place for track, place in places.items() if place not in step.only_while[track])

    def label_of(self, state: State_) -> Text:
        """Describe a state for a person, tracks joined."""
        names = (state,) if isinstance(state, str) else tuple(state.values())
        labels = [self.states[name].label for name in names]
        return Text("；".join(label.zh for label in labels), "; ".join(label.en for label in labels))


#: Fields that say whose turn it is: they bind nobody, and the ledger need not hold them.
_NOT_DIGESTED = frozenset({"awaits", "once_missed"})


def _unsaid(one: Field[Any]) -> Any:
    """Return what a field holds where nothing is said; MISSING where something must be."""
    return one.default if one.default_factory is MISSING else one.default_factory()


def _told(value: Any) -> Any:
    """Return a part of a sheet as JSON has it, without the fields of a dataclass that are as where nothing is said."""
    if is_dataclass(value):
        held = [one for one in fields(value) if one.name not in _NOT_DIGESTED and getattr(value, one.name) != _unsaid(one)]
        return {one.name: _told(getattr(value, one.name)) for one in held}
    if isinstance(value, Mapping):
        return {name: _told(held) for name, held in value.items()}
    if isinstance(value, tuple):
        return [_told(held) for held in value]
    return value.isoformat() if isinstance(value, date) else value
