"""What later looks at the live pages showed of the addresses of one decision: a statement of reasons is held against what is there."""

from dataclasses import dataclass
from datetime import datetime

from mingjian.core.errors import MingjianError
from mingjian.core.language import Text
from mingjian.institutions.notices.models import OFF_THE_PAGE, Notice
from mingjian.institutions.notices.services.rows import positions_of

GONE, STILL_THERE = "gone", ("same", "changed")


@dataclass(frozen=True, slots=True)
class Recheck:
    """Of how many addresses: looked at again since the decision, no longer there, still or again there; when the last look was."""

    addresses: int
    looked: int
    gone: int
    there: int
    last: datetime

    @property
    def said(self) -> Text:
        """Return the figures in a sentence."""
        zh = f"{self.addresses} 个网址中已回访 {self.looked} 个：内容已不在的 {self.gone} 个，仍在或者再次出现的 {self.there} 个"
        en = f"of {self.addresses} addresses {self.looked} were looked at again: gone {self.gone}, still or again there {self.there}"
        return Text(zh, en)

    @property
    def verdict(self) -> Text:
        """Return whether the statement agrees with the pages, in words."""
        return Text("与网页相符", "agrees with the pages") if self.agrees else Text("与网页不相符", "does not agree with the pages")

    @property
    def agrees(self) -> bool:
        """Return whether no look showed what the measure was to take off."""
        return self.there == 0


def recheck_of(notice: Notice, measure: str, rows: str, decided_at: datetime) -> Recheck | None:
    """Return what looks since a decision showed of its rows (all where it names none); None of a measure that leaves the page, or without looks."""
    if measure not in OFF_THE_PAGE:
        return None
    found = notice.targets.filter(measure=measure)
    if rows.strip():
        try:
            found = found.filter(position__in=positions_of(rows, len(notice.addresses)))
        except MingjianError:  # entries of before wrote rows in words
            return None
    told = list(found.order_by().values_list("seen", "seen_at"))
    looks = [(seen, at) for seen, at in told if seen and at and at > decided_at]
    if not looks:
        return None
    seen = [one for one, _ in looks]
    return Recheck(len(told), len(looks), seen.count(GONE), sum(one in STILL_THERE for one in seen), max(at for _, at in looks))
