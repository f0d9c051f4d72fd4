"""Each of the demo's officers finds something on their desk: the whole demo is made on a small market, and the page that each begins with is opened."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from laid import own_environment

pytestmark = pytest.mark.slow
#: Run in the demo's own home: what each officer's first page holds, as links in its main part by officer.
LOOK = """
import json, re, django
django.setup()
from django.test import Client
from django.conf import settings
settings.ALLOWED_HOSTS = ["*"]
from mingjian.office.models import Officer
told = {}
for officer in Officer.objects.filter(is_demo=True):
    client = Client(headers={"Accept-Language": "zh-hans"})
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    reply = client.get("/", follow=True)
    main = reply.content.decode().partition("<main")[2].partition("</main>")[0]
    without_guide = re.sub(r'<section class="card guide.*?</section>', "", main, flags=re.DOTALL)
    rows = len(re.findall(r'class="line__what"', without_guide)) + len(re.findall(r"<tr>", without_guide))
    told[officer.username] = {"status": reply.status_code, "rows": rows, "guide": "guide__steps" in main, "roles": officer.roles}
print(json.dumps(told))
"""


def test_every_officer_of_the_demo_finds_something_at_home_and_the_accounts_stand_by_role(made_demo: Path, tmp_path: Path) -> None:
    table = (made_demo / "said").read_text("utf-8").partition("演示账号")[2]
    home = tmp_path / "market"
    shutil.copytree(made_demo / "market", home)
    told = {"MINGJIAN_HOME": str(home), "MINGJIAN_LAKE": str(home / "lake"), "MINGJIAN_DEMO": "1", "DJANGO_SETTINGS_MODULE": "mingjian.settings"}
    environment = own_environment(**told, MINGJIAN_DEBUG="1")  # pages without collected static files
    looked = subprocess.run([sys.executable, "-c", LOOK], env=environment, capture_output=True, text=True, check=False)
    assert looked.returncode == 0, looked.stderr
    told = json.loads(looked.stdout.splitlines()[-1])
    roles = {role for one in told.values() for role in one["roles"]}
    assert roles >= {"officer", "head", "police", "procurator", "platform_clerk", "courier", "right_holder", "operator", "secretariat"}
    assert roles >= {"convener", "researcher"}
    assert {name for name, one in told.items() if one["status"] != 200} == set()
    assert {name for name, one in told.items() if one["rows"] == 0} == set()
    assert {name for name, one in told.items() if not one["guide"]} == set()
    from mingjian.office.demo import OFFICERS

    assert [name for name, password, *_ in OFFICERS if f" {name} " not in table or f" {password} " not in table] == []
    assert "联席会议办公室" in table
