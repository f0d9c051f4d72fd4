"""What clues show on pages: taking a finding or a kit up, the way to its clue, who is behind it; on a clue, what it rests on, and who is answered."""

from collections.abc import Iterator
from datetime import datetime

from mingjian.institutions.clues.grounds.opening import members_of
from mingjian.institutions.clues.handover.services.competence import ground_of
from mingjian.institutions.clues.handover.services.content import lacking
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.queries import clue_of_finding, clues_visible_to, is_open
from mingjian.institutions.clues.reporters.queries import answers_of
from mingjian.institutions.clues.services.known_facts import shops_of_finding
from mingjian.institutions.evidence.models import Kit
from mingjian.institutions.evidence.panels import talk_with
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.monitoring.panels import grounds_of_each
from mingjian.institutions.monitoring.queries import findings_visible_to
from mingjian.office.models import Officer
from mingjian.office.panels import HEAD, MAIN, TICKED, TOP, Panel, Panels, Ticked
from mingjian.office.people.permissions import may

MOST_GROUNDS = 20  # findings of one clue that are drawn whole


def on_finding(thing: object, officer: Officer, at: datetime) -> Iterator[Panel]:
    """Show on a finding the button that takes it up, or the way to its clue; and what records say of whoever is behind it."""
    if isinstance(thing, Finding):
        taken = clue_of_finding(officer, thing)
        if taken or (thing.is_open and may(officer, "monitoring.deal_with_findings")):
            ground = None if taken else ground_of(thing, officer.department)
            yield Panel("clues/take_up.html", {"finding": thing, "clue": taken, "ground": ground}, 0, HEAD)
        yield Panel("clues/ask_behind.html", {"finding": thing}, 5)


def on_ticked(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a list of findings the button that takes the ticked ones up."""
    if isinstance(thing, Ticked) and thing.model is Finding:
        return Panel("clues/take_several_up.html", {"ticked": thing}, 10, TICKED)
    return None


def on_kit(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a kit the button that takes it up, or the way to its clue."""
    if not isinstance(thing, Kit):
        return None
    taken = clues_visible_to(officer).filter(kit=thing).first()
    is_offered = thing.state in {"open", "set_aside"} and may(officer, "evidence.keep_kits")
    return Panel("clues/take_kit.html", {"kit": thing, "clue": taken}, 0, HEAD) if taken or is_offered else None


def on_clue(thing: object, officer: Officer, at: datetime) -> Iterator[Panel]:
    """Show on a clue what it rests on: the finding that it was opened for as on that one's own page, further ones folded."""
    if not isinstance(thing, Clue):
        return
    findings = thing.findings()
    grounds = grounds_of_each(findings[:MOST_GROUNDS])
    if thing.finding and len(set(shops_of_finding(thing.finding))) > 1:
        yield Panel("clues/members.html", {"members": members_of(thing.finding, officer)}, 5, MAIN)
    if thing.finding:
        yield from grounds.pop(0)[1]
    if grounds:
        may_separate = is_open(thing, "separate_finding", officer)
        folded = [(one, panels[-1].context["detector_title"], panels) for one, panels in grounds]
        seen = set(findings_visible_to(officer).filter(pk__in=[one.pk for one in findings]).values_list("pk", flat=True))
        told = {"seen": seen, "further": folded, "left_out": findings[MOST_GROUNDS:], "may_separate": may_separate}
        drawn = Panels(one for _, panels in grounds for one in panels)
        yield Panel("clues/further.html", told, 40, MAIN, tuple(drawn.scripts), tuple(drawn.styles))


def answers_on_clue(thing: object, officer: Officer, at: datetime) -> Iterator[Panel]:
    """Show on a clue who reported it and those joined to it, whether each was answered, and the talk with each buyer; what it lacks to be handed on."""
    if not isinstance(thing, Clue):
        return
    is_ours = thing.dossier.department_id == officer.department_id
    if is_ours and thing.dossier.state == "registered" and (missing := lacking(thing)):
        yield Panel("clues/lacking.html", {"clue": thing, "missing": missing, "may_add": may(officer, "clues.add_to_clue")}, 20, TOP)
    if found := answers_of(thing):
        told = {"clue": thing, "answers": found, "owed": [one.clue.dossier.number for one in found if one.is_owed]}
        kits = [(one.clue.kit, one.clue.dossier.number) for one in found if one.clue.kit]
        may_write = bool(kits) and is_ours and may(officer, "clues.write_to_reporters")
        yield Panel("clues/answers.html", {**told, "may_write": may_write, "may_tell": is_ours and may(officer, "clues.work")}, 62, MAIN)
        yield from (talk_with(kit, number, 61) for kit, number in kits)
