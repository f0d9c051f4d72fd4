"""Fills the node of the copy, as `mingjian demo` does: its officers, one clue of the county, and what the institution's manifest puts on the desks."""

from pathlib import Path

from mingjian.cli._django import set_up

set_up()

from django.core.management import call_command  # noqa: E402 - Django is set up above
from django.utils.timezone import now  # noqa: E402

from mingjian.institutions.clues.opening import register  # noqa: E402
from mingjian.institutions.clues.particulars.intake import Intake  # noqa: E402
from mingjian.office.demo import make_demo_officers  # noqa: E402
from mingjian.office.institution import institutions  # noqa: E402
from mingjian.office.models import Officer  # noqa: E402

call_command("migrate", verbosity=0)
make_demo_officers()
staff = {officer.username: officer for officer in Officer.objects.filter(is_demo=True)}
told = Intake(source="inspection", suspected_act="销售假冒注册商标的商品", platform="yunjishi", shop_id="S9", shop_name="青禾鞋行")
register(told, by=staff["county"], at=now())
manifest = next(one for one in institutions() if one.label == "samples")
for name in manifest.demo:
    manifest.part(name)(staff, Path())
