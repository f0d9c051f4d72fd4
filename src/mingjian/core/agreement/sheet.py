"""An agreement of several authorities as a dated sheet: its members and its clauses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from mingjian.core.language import Text

SHOW, NEVER = "show", "never"
#: What a clause may say of a field, the strictest last.
RULES = (SHOW, "mask_middle", "region_only", NEVER)
#: To whom a clause lets something go: any member, or the member of the operator's place.
ADDRESSEES = ("member", "place_of_operator")
#: What a clause may ask for besides the purpose.
NEEDS = ("case_number", "head", "place_on_record", "custody")
ONWARD = ("never", "within_body", "ask_owner", "members")
ANY = "any"
#: Kinds of files that go as evidence; in words: `core.wire.words.FILE_KINDS`.
FILE_KINDS = ("capture", "test_report", "bundle", "other")


@dataclass(frozen=True, slots=True)
class Member:
    """A body that takes part, with the region codes (their beginnings) that it answers for."""

    body: str
    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """
    One clause: which kind of record it is about, for which purposes and addressees, what it says of each field, and what follows.

    A clause with purposes permits; one without only restricts. `opens`: a field that this clause shows after all, for these purposes and with these papers.
    `recognises`: which kinds of files (`words.FILE_KINDS`) that went under it count at a member as at their owner. `budget`: of questions.
    `proposes`: what a draft would say of each field; it decides nothing. `public`: what public texts say of the clause.
    """

    name: str
    title: Text
    shares: str
    purposes: tuple[str, ...]
    to: str
    fields: Mapping[str, str]
    opens: Mapping[str, "Opening"]
    needs: tuple[str, ...]
    onward: str
    keep_months: int
    reply: str
    ground: tuple[str, ...]
    recognises: tuple[str, ...] = ()
    budget: "Budget | None" = None
    proposes: Mapping[str, str] = field(default_factory=dict)
    public: Text | None = None

    @property
    def permits(self) -> bool:
        """Return whether it lets something go, and does not only restrict what another clause lets go."""
        return bool(self.purposes)


@dataclass(frozen=True, slots=True)
class Budget:
    """How many values may be asked for, hit or no hit, on one day: by one officer, and by one node of another."""

    officer_a_day: int
    node_a_day: int


@dataclass(frozen=True, slots=True)
class Opening:
    """On which purposes, and with which papers, a clause shows a field that it otherwise masks."""

    purposes: tuple[str, ...]
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """One dated version of an agreement. `digest`: the SHA-256 (hex) of its file, which the members sign with their register."""

    name: str
    title: Text
    in_force: date
    ends: date | None
    verification: str
    note: Text | None
    members: tuple[Member, ...]
    clauses: Mapping[str, Clause]
    digest: str

    def is_member(self, region: str) -> bool:
        """Return whether somebody who answers for a region (the beginning of its code) belongs to a member."""
        return bool(region) and any(region.startswith(code) or code.startswith(region) for one in self.members for code in one.regions)
