"""`mingjian search rebuild`: what the index lost is found again."""

import pytest
from click.testing import CliRunner
from django.db import connection
from people import at, people

from mingjian.cli import commands
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.clues.queries import clues_matching
from mingjian.office.dossiers.shown import Dossier
from mingjian.office.lists.search import search

pytestmark = pytest.mark.django_db


def test_what_the_index_lost_is_found_again() -> None:
    who = people("li")
    register(Intake(source="report", suspected_act="涉嫌销售假冒化肥", content="桐庐县某农资店"), by=who["li"], at=at("2026-11-24 09:00"))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM office_search")
    assert clues_matching(who["li"], question="农资").count() == 0
    done = CliRunner().invoke(commands, ["search", "rebuild"])
    assert done.exit_code == 0, done.output
    assert "clue 1" in done.output
    assert clues_matching(who["li"], question="农资").count() == 1
    assert search(Dossier.objects.all(), "dossier", "化肥").count() == 1
