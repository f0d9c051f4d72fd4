"""What questions show on a clue: what other regions answered when they were asked whether they work on the same, and the button that asks."""

from datetime import datetime

from mingjian.core.wire.words import HIT_KINDS
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.exchange.hits.services.compared_values import values_of
from mingjian.institutions.exchange.models import Question
from mingjian.institutions.exchange.services.node import has_register
from mingjian.institutions.exchange.services.titles import node_title
from mingjian.office.acts.offers import acts_open
from mingjian.office.language import said
from mingjian.office.models import Officer
from mingjian.office.panels import Panel


def on_clue(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show it for the clue's holder alone, where the node takes part in an exchange and the clue says something that could be found."""
    if not isinstance(thing, Clue) or thing.dossier.department_id != officer.department_id or not has_register() or not values_of(thing):
        return None
    newest: dict[int, Question] = {}
    for one in Question.objects.filter(clue=thing.dossier).select_related("peer").order_by("pk"):
        newest[one.peer_id] = one
    told = [(one, node_title(one.peer.node), [said(HIT_KINDS[kind]) for kind in one.hits]) for one in newest.values()]
    open_acts = [one for one in acts_open(thing, officer) if one.key == "exchange.ask_regions"]
    return Panel("exchange/of_questions.html", {"clue": thing, "questions": told, "open_acts": open_acts}, 63) if told or open_acts else None
