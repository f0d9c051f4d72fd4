"""Three nodes of a demo: department and officers of each, and the clue with which Shanghai begins."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.timezone import now

from mingjian.core.language import Text
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake, Reported
from mingjian.office.models import Department, Officer


@dataclass(frozen=True)
class Region:
    """One node of the demo: its title, and the region code, level and name of its department."""

    title: Text
    region: str
    level: str
    body: Text


REGIONS = {
    "sh": Region(Text("上海", "Shanghai"), "310000", "province", Text("上海市市场监督管理局（演示）", "Shanghai Market Regulation (demo)")),
    "hz": Region(Text("杭州", "Hangzhou"), "330100", "city", Text("杭州市市场监督管理局（演示）", "Hangzhou Market Regulation (demo)")),
    "nj": Region(Text("南京", "Nanjing"), "320100", "city", Text("南京市市场监督管理局（演示）", "Nanjing Market Regulation (demo)")),
}
#: Username, Chinese, English, duty, roles. The password is that of `password_of`.
OFFICERS: tuple[tuple[str, str, str, str, list[str]], ...] = (
    ("officer", "执法员", "Officer", "work", ["officer"]),
    ("head", "负责人", "Head", "work", ["officer", "head", "principal"]),
    ("deputy", "副负责人", "Deputy", "work", ["officer", "head"]),
    ("reviewer", "法制审核员", "Reviewer", "work", ["officer", "legal_reviewer"]),
    ("auditor", "审计员", "Auditor", "audit", []),
)


def password_of(key: str, username: str) -> str:
    """Return the public password of an officer of the demo: `Hangzhou-officer-2026`."""
    return f"{REGIONS[key].title.en}-{username}-2026"


def make_officers(key: str) -> Department:
    """Enter the department and officers of a node of the demo where they are absent."""
    if not settings.DEMO:
        raise ImproperlyConfigured("Demo officers exist in demo mode only: set MINGJIAN_DEMO=1.")
    one = REGIONS[key]
    told = {"name_en": one.body.en, "kind": "market_regulation", "level": one.level, "region": one.region}
    department, _ = Department.objects.get_or_create(name_zh=one.body.zh, defaults=told)
    for username, zh, en, duty, roles in OFFICERS:
        particulars: dict[str, Any] = {"name_zh": f"{one.title.zh}{zh}", "name_en": f"{one.title.en} {en.lower()}", "duty": duty, "roles": roles}
        if duty == Officer.Duty.WORK:
            particulars["certificate"] = f"演示-{one.region}-{username}"  # without one nobody is an investigator
        officer, is_new = Officer.objects.get_or_create(username=username, defaults={**particulars, "department": department, "is_demo": True})
        if is_new:
            officer.set_password(password_of(key, username))
            officer.save()
    return department


def begin_with_a_clue() -> Clue | None:
    """Register the clue with which Shanghai begins, once: its operator sits in Hangzhou, as its credit code says."""
    if Clue.objects.exists():
        return None
    intake = Intake(
        source=Clue.Source.REPORT,
        title="某充电器网店涉嫌销售无认证产品",
        suspected_act="销售未经强制性认证的产品",
        platform="云集市",
        shop_id="S8801",
        shop_name="快充小铺",
        listing_title="二十元快充充电器",
        operator_name="杭州快充科技有限公司",
        operator_code=CODE,
        operator_address="浙江省杭州市西湖区文三路一号",
        content="举报人称所购充电器无认证标志，使用中发热冒烟。",
        reporter=Reported("王某某", "13700001111"),
    )
    return register(intake, by=Officer.objects.get(username="officer"), at=now())


#: A made credit code whose place is 330106 and whose check character holds.
CODE = "91330106MA2DEM0D0J"
