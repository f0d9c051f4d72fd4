"""
What stands in a node, and what officers see and do there: run in the node's environment with names of the functions below and commands (`mingjian sweep`);
prints a list of what each gave, as JSON. One process, since each takes seconds to begin.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mingjian.cli._django import set_up

set_up()

from click.testing import CliRunner  # noqa: E402
from django.apps import apps  # noqa: E402 - Django stands by now
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils.timezone import now  # noqa: E402

from mingjian.cli import commands  # noqa: E402
from mingjian.core.language import Text  # noqa: E402
from mingjian.office.dossiers.queue import asked_of, awaiting_signature, first_awaiting  # noqa: E402
from mingjian.office.dossiers.shown import shown as shown_to  # noqa: E402
from mingjian.office.models import Checkpoint, Dossier, Entry, Officer, Proposal  # noqa: E402
from mingjian.office.models.hidden import BEGINS, HiddenField, HiddenJSONField, shown  # noqa: E402
from mingjian.office.node.alarms import alarms_now, raise_alarm  # noqa: E402
from mingjian.office.people.permissions import dossiers_visible_to  # noqa: E402

#: Tables that have another name since; and those whose rows are drawn anew, expire, or are Django's own.
RENAMED = {"monitoring_rule": "monitoring_watch", "monitoring_ruleword": "monitoring_watchword"}
NOT_KEPT = ("auth_", "django_", "sessions_", "usersessions_", "office_search", "office_awaiting", "jobs_", "node_")
SHOWN_AT_MOST = 5


def stand() -> dict[str, Any]:
    """Return the keys of all rows, the hidden values as readers see them, deadlines, sealed files and the newest checkpoint, without a model of today."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        keys, values, plain = {}, {}, []
        for model in apps.get_models():
            table = _table(model._meta.db_table, tables)
            if table not in tables or not model._meta.managed or table.startswith(NOT_KEPT):
                continue
            columns = {one.name for one in connection.introspection.get_table_description(cursor, table)}
            key = str(model._meta.pk.column)
            keys[model._meta.label] = sorted(str(row) for (row,) in _asked(cursor, f'SELECT "{key}" FROM "{table}"'))  # noqa: S608 - names of our models
            for field in (one for one in model._meta.local_fields if isinstance(one, HiddenField) and one.column in columns):
                for row, stored in _asked(cursor, f'SELECT "{key}", "{field.column}" FROM "{table}"'):  # noqa: S608 - as above
                    text = stored if isinstance(stored, str) else json.dumps(stored)
                    name = f"{model._meta.label}.{field.name}/{row}"
                    values[name] = _normal(shown(text), is_json=isinstance(field, HiddenJSONField))
                    if text and not text.startswith(BEGINS):
                        plain.append(name)
        deadlines = _asked(cursor, "SELECT id, name, due, closed_at, missed_at FROM office_deadline ORDER BY id")
        checkpoint = _asked(cursor, "SELECT note FROM office_checkpoint ORDER BY size DESC")
    home = Path(settings.HOME)
    files = sorted(path.relative_to(home).as_posix() for folder in ("sealed", "lake") for path in (home / folder).rglob("*") if path.is_file())
    return {
        "keys": keys,
        "values": values,
        "plain": plain,
        "deadlines": [[str(one) if one is not None else None for one in row] for row in deadlines],
        "files": files,
        "checkpoint": checkpoint[0][0],
    }


def _table(name: str, tables: set[str]) -> str:
    return RENAMED.get(name, name) if name not in tables else name


def _asked(cursor: Any, sql: str) -> list[tuple[Any, ...]]:
    cursor.execute(sql)
    found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _normal(text: str, *, is_json: bool) -> str:
    return json.dumps(json.loads(text), sort_keys=True, ensure_ascii=False) if is_json and text else text


def see() -> dict[str, Any]:
    """Let every officer open every dossier in view and the home page. Return what was refused, and where home and page disagree on whose turn it is."""
    refused, unseen, differing, absent, asked = [], [], [], [], 0
    officers = list(Officer.objects.filter(is_active=True, duty=Officer.Duty.WORK).select_related("department"))
    browsers = {one: _browser(one) for one in officers}
    for dossier in Dossier.objects.select_related("department"):
        mine = [one for one in officers if dossiers_visible_to(one).filter(pk=dossier.pk).exists()]
        replies = ((one, browsers[one].get(f"/dossiers/{dossier.number}", follow=True)) for one in mine)  # some have a page of their own elsewhere
        refused += [f"{one}: {dossier.number}: {reply.status_code}" for one, reply in replies if reply.status_code != 200 or dossier.number not in _text(reply)]
        if not any(one.department_id == dossier.department_id for one in mine):
            unseen.append(dossier.number)
        for one in officers:
            turn = shown_to(dossier, one, now()).turn if one in mine else None
            by_page, by_home = bool(turn and turn.is_mine), asked_of(one).filter(dossier=dossier).exists()
            asked += by_page
            if by_page != by_home:
                differing.append(f"{one}: {dossier.number}: page {by_page}, home {by_home}")
    for one in officers:
        home = _text(browsers[one].get("/"))
        first = [dossier.number for dossier in first_awaiting(one, SHOWN_AT_MOST)[0]] + [
            told.dossier.number for told in awaiting_signature(one)[:SHOWN_AT_MOST]
        ]
        absent += [f"{one}: {number}" for number in first if number not in home]
    return {"refused": refused, "unseen": unseen, "differing": differing, "absent": absent, "asked": asked, "dossiers": Dossier.objects.count()}


def act() -> dict[str, Any]:
    """Take a step of one, and sign second what was proposed under the old version; leave an alarm that an audit of the old version raised."""
    county, head = (Officer.objects.get(username=name) for name in ("county", "head"))
    clue = next(one for one in Dossier.objects.filter(procedure="clue", department=county.department).order_by("pk") if one.state == "registered")
    proposed = Proposal.objects.get(step="write_report")
    steps = ((county, clue, "accept", {"note": "决定核查"}), (head, proposed.dossier, "write_report", proposed.papers))
    taken = []
    for officer, dossier, step, papers in steps:
        before = dossier.steps_taken
        sent = {f"{step}-{name}": value for name, value in {"key": f"k-{step}", "seen": str(before), **papers}.items()}
        reply = _browser(officer).post(f"/dossiers/{dossier.number}/steps/{step}", sent)
        dossier.refresh_from_db()
        taken.append([step, reply.status_code, dossier.steps_taken - before])
    is_waiting = Proposal.objects.filter(step="write_report").exists()
    raise_alarm("audit", Text("与台账不符", "not as recorded"), now())
    return {"taken": taken, "is_waiting": is_waiting, "alarms": _alarms()}


def alarms() -> dict[str, Any]:
    """Return the names of the alarms that go on, and how far the ledger is signed."""
    return {"alarms": _alarms(), "entries": Entry.objects.count(), "signed": Checkpoint.objects.latest("size").size}


def _alarms() -> list[str]:
    return sorted(one.name for one in alarms_now())


def _text(reply: Any) -> str:
    content: bytes = reply.content
    return content.decode()


def _browser(officer: Officer) -> Client:
    client = Client(headers={"Accept-Language": "zh-hans", "Host": "localhost"}, raise_request_exception=False)
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


LOOKS: dict[str, Callable[[], dict[str, Any]]] = {one.__name__: one for one in (stand, see, act, alarms)}


def command(words: str) -> dict[str, Any]:
    """Run one of our commands, and return how it ended and what it printed."""
    done = CliRunner().invoke(commands, words.split()[1:])
    return {"command": words, "code": done.exit_code, "printed": done.output}


if __name__ == "__main__":
    told = [LOOKS[one]() if one in LOOKS else command(one) for one in sys.argv[1:]]
    json.dump(told, sys.stdout, ensure_ascii=False)
