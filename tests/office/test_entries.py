"""The writer of entries: names, never keys. Ledgers of before are verified and read as they were."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override
from office.test_entries_world import entered, world
from people import at, department_of, people

from mingjian.core.errors import BadInput
from mingjian.core.ledger.audit import audit
from mingjian.core.procedure import rulebook
from mingjian.core.wire.names import Name, OfficerName, SheetName, is_department, is_name
from mingjian.institutions.clues.intake import Intake
from mingjian.institutions.clues.steps.register import register
from mingjian.office.models import Department, Dossier, Entry, Officer
from mingjian.office.record import ledger
from mingjian.office.record.entries import NAMING, Figure, enter, figures
from mingjian.office.record.history import history

pytestmark = pytest.mark.django_db
BEFORE = Path(__file__).with_name("entries_of_form_1.jsonl")
MORNING = at("2026-11-24 09:00")


def body_of(entry: Entry) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(entry.body)
    return told
