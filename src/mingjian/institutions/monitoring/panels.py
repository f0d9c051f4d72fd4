"""What monitoring shows on pages: what a finding rests on, and what else is known of its detector and shop."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from mingjian.core.detectors import Detector
from mingjian.core.language import Text
from mingjian.core.records.lake import Load
from mingjian.institutions.monitoring.exhibits import exhibit_panels
from mingjian.institutions.monitoring.exhibits.places import CARD, SAID, WEIGHED
from mingjian.institutions.monitoring.exhibits.spans import headline
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.monitoring.queries import TrackRecord, detector_titles, further_of_shop, kind_said, title_of, track_record
from mingjian.institutions.monitoring.runs.services.opinions import said_of
from mingjian.institutions.monitoring.services.marks import marks_beside
from mingjian.institutions.monitoring.services.tree import tree_of
from mingjian.office.language import in_this_language
from mingjian.office.lists.paging import ROWS
from mingjian.office.models import Officer
from mingjian.office.panels import MAIN, TICKED, Panel, Panels, Ticked, panels_of
from mingjian.office.people.permissions import may

#: How grounds are drawn, wherever they stand.
STYLES = ("monitoring/grounds.css",)

#: What would settle a hit of a rule that officers wrote: such a rule says nothing of it itself.
SETTLES_A_RULE = (
    Text("网页取证：这些词在商品信息中的上下文", "a capture: the words in the context of their listing"),
    Text("权利人答复：该店是否获得授权", "the right holder's answer: whether the shop is authorised"),
    Text("购样鉴定", "a sample that is bought and identified"),
)


def on_finding(thing: object, officer: Officer, at: datetime) -> Iterator[Panel]:
    """Show on a finding what it rests on, what trained judges think, and the further findings of its shop."""
    if isinstance(thing, Finding):
        yield from grounds_of(thing, links_examples=True)
        if opinions := said_of(thing):
            yield Panel("monitoring/opinions.html", {"finding": thing, "opinions": opinions}, 30)
        if further := lines_of(further_of_shop(officer, thing.shop, [thing.pk])[: ROWS - 1]):
            may_act = thing.is_open and may(officer, "monitoring.deal_with_findings")
            offered = panels_of(Ticked(Finding, thing), officer, at)[TICKED] if may_act else []
            yield Panel("monitoring/further.html", {"finding": thing, "further": further, "offered": offered}, 40)


def on_load(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a file of records the way to the detectors that read it."""
    return Panel("monitoring/to_detectors.html", place="head", order=10) if isinstance(thing, Load) else None


def grounds_of(found: Finding, record: TrackRecord | None = None, *, named_by: str = "", links_examples: bool = False) -> list[Panel]:
    """
    Return the panels that tell why a finding is remarkable, what it rests on, and how far to trust it; whoever took the finding up shows them, too.

    `record`: how its detector fared, where that was counted already. `named_by`: the element that names it, where a page shows several.
    """
    told = about(found, record) | {"finding": found, "named_by": named_by}
    exhibits = Panels(exhibit_panels(found, {"finding": found, "named_by": named_by, "links_examples": links_examples}))
    scripts = tuple(name for place in (SAID, WEIGHED) for one in exhibits[place] for name in one.scripts)
    return [
        Panel("monitoring/reason.html", {**told, "said": exhibits[SAID], "weighed": exhibits[WEIGHED]}, 10, MAIN, scripts, STYLES),
        *_pictured(found, named_by),
        *exhibits[CARD],
        Panel("monitoring/record.html", told, 60),
    ]


def _pictured(found: Finding, named_by: str) -> Iterator[Panel]:
    """Return what is told better by a picture than by a number: two marks beside each other, a tree of agents."""
    if beside := marks_beside(found):
        yield Panel("monitoring/marks.html", {"beside": beside, "named_by": named_by}, 12)
    if tree := tree_of(found):
        yield Panel("monitoring/tree.html", {"tree": tree, "named_by": named_by}, 12)


def grounds_of_each(found: Iterable[Finding]) -> list[tuple[Finding, list[Panel]]]:
    """Return the grounds of several findings; the record of a detector is counted once."""
    records: dict[str, TrackRecord] = {}
    told = []
    for one in found:
        records[one.detector] = records.get(one.detector) or track_record(one.detector)
        told.append((one, grounds_of(one, records[one.detector], named_by=f"named-{one.pk}")))
    return told


def lines_of(found: Iterable[Finding]) -> list[dict[str, Any]]:
    """State findings for a short list: what detector, and what the listing is called."""
    return [{"finding": one, "title": title_of(one.detector), "headline": headline(one)} for one in found]


def about(found: Finding, record: TrackRecord | None = None) -> dict[str, Any]:
    """Gather what a page says about a finding: its detector, the record of that detector (counted already, where given), its run."""
    detector = detector_titles().get(found.detector)
    return {
        "grounds": _articles(found.evidence(), detector),
        "settings": _settings(found, detector),
        "remarks": [in_this_language(zh, en) for zh, en in found.run.remarks],
        "looked_at": [(kind_said(kind), number) for kind, number in found.run.records.items()],
        "detector": detector,
        "settles": detector.settles if detector else SETTLES_A_RULE,
        "detector_title": title_of(found.detector),
        "record": record or track_record(found.detector),
    }


def _articles(evidence: dict[str, Any], detector: Detector | None) -> list[str]:
    """Return the articles on which this finding bears; all that its detector looks after where it does not say which."""
    own = evidence.get("grounds")
    return [str(one) for one in own] if isinstance(own, list) and own else list(detector.ground) if detector else []


def _settings(found: Finding, detector: Detector | None) -> list[tuple[str, Text | None, Any]]:
    """Return the settings of a finding's run, each with what it means where this version knows it."""
    known = detector.settings if detector else {}
    return [(name, known[name].meaning if name in known else None, _value_said(value)) for name, value in found.run.settings.items()]


def _value_said(value: Any) -> Any:
    """Describe a setting's value as a person writes it: a switch in words, a large number in groups."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return f"{value:,}" if isinstance(value, int) else value
