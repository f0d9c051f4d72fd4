"""Ask other nodes whether they work on the same as a clue: hit or no hit, without telling them by what."""

import hashlib
import secrets
from datetime import datetime

from django.conf import settings
from django.utils.timezone import localtime

from mingjian.core.agreement.release import Refused
from mingjian.core.errors import BadInput, StepRefused
from mingjian.core.law import local_day
from mingjian.core.wire.encoding import encoded
from mingjian.core.wire.envelope import said_item
from mingjian.core.wire.hits import Secret, asked
from mingjian.core.wire.names import Name
from mingjian.core.wire.reasons import Refusal
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.exchange.hits.services.compared_values import values_of
from mingjian.institutions.exchange.models import Outgoing, Peer, Question
from mingjian.institutions.exchange.services.node import open_ones, peer_open, register, sheet_of
from mingjian.institutions.exchange.services.outbox import decide, question
from mingjian.institutions.exchange.services.questions import KIND, asked_today, budget_of
from mingjian.office.acts.execution import Account, act
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.models import Officer
from mingjian.office.record.entries import Count


@act
def ask_regions(clue: Clue, *, by: Officer, at: datetime, region_purpose: str) -> Account[list[Question]]:
    """Queue the question for every member that the agreement lets be asked. Raises StepRefused over the officer's budget, Refusal where no clause gives it."""
    values = values_of(clue)
    if not values:
        raise BadInput("线索没有写明商品、网店或者信用代码，无从查询；请先补充线索。", "The clue names no listing, shop or credit code: add to it first.")
    members = open_ones()
    budget, spent = budget_of(sheet_of(register())[0]), asked_today(by, at)
    if spent + len(values) * len(members) > budget.officer_a_day:
        left = max(0, budget.officer_a_day - spent)
        raise StepRefused(
            f"当日可查询 {budget.officer_a_day} 次，尚余 {left} 次，本次需 {len(values) * len(members)} 次：请次日再查，或者发协助函。",
            f"{budget.officer_a_day} values may be asked for on one day, {left} are left, and this takes {len(values) * len(members)}: "
            "ask again tomorrow, or write a letter.",
        )
    made = [_asked(clue, values, peer_open(one.node), region_purpose, by, at) for one in members]
    hashes = [commitment for question in made for commitment in question.commitments]  # salted: an auditor who is given salt and value sees what was asked
    told = {"dossier": clue.dossier, "nodes": [one.node for one in members], "values": Count(len(values)), "kinds": sorted(values), "commitments": hashes}
    return Account(made, told)


def _asked(clue: Clue, values: dict[str, str], peer: Peer, purpose: str, by: Officer, at: datetime) -> Question:
    put = question(KIND, values, purpose, peer.node)
    decided = decide(put, local_day(at))
    if isinstance(decided, Refused):
        raise Refusal(decided.why)
    if extra := set(values) - decided.names:
        raise Refusal("clause_forbids_field", min(extra))
    secret, salt = Secret(), secrets.token_bytes(16)
    name = Name(settings.NODE, KIND, next_number(f"Q{localtime(at).year}-"))
    commitments = [hashlib.sha256(b"\x00".join((salt, kind.encode(), value.encode()))).hexdigest() for kind, value in sorted(values.items())]
    kept = {"secret": {"key": encoded(secret.raw)}, "salt": {"salt": encoded(salt)}, "commitments": commitments, "kinds": sorted(values)}
    made = Question.objects.create(name=str(name), clue=clue.dossier, peer=peer, by=by, purpose=purpose, at=at, **kept)
    points = {kind: asked(secret, kind, [value]) for kind, value in values.items()}
    item = said_item(KIND, str(name), points=points)
    Outgoing.objects.create(peer=peer, kind=KIND, name=str(name), item=item, asked=put, queued_at=at, by=by)
    return made
