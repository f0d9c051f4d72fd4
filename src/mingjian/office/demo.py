"""The demo's ready-made officers, who exist in demo mode only, and what lies on their desks."""

import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from django.db.models import Count

from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.office.documents.document_number import usual_of
from mingjian.office.documents.models import Numbering
from mingjian.office.documents.settings import settings_for
from mingjian.office.institution import parts
from mingjian.office.language import both
from mingjian.office.models import Department, Dossier, Officer

Staff = dict[str, Officer]

#: Departments of the demo: key, Chinese, English, kind, level, region code (GB/T 2260), platform.
DEPARTMENTS = (
    ("state", "国家市场监督管理总局（演示）", "State Administration for Market Regulation (demo)", "market_regulation", "state", "000000", ""),
    ("province", "浙江省市场监督管理局（演示）", "Zhejiang Market Regulation (demo)", "market_regulation", "province", "330000", ""),
    ("city", "杭州市市场监督管理局（演示）", "Hangzhou Market Regulation (demo)", "market_regulation", "city", "330100", ""),
    ("county", "桐庐县市场监督管理局（演示）", "Tonglu County Market Regulation (demo)", "market_regulation", "county", "330122", ""),
    ("neighbour", "淳安县市场监督管理局（演示）", "Chun'an County Market Regulation (demo)", "market_regulation", "county", "330127", ""),
    ("police", "桐庐县公安局（演示）", "Tonglu County Public Security (demo)", "police", "county", "330122", ""),
    ("procuratorate", "桐庐县人民检察院（演示）", "Tonglu County Procuratorate (demo)", "procuratorate", "county", "330122", ""),
    ("platform", "云集市平台（演示）", "Yunjishi platform (demo)", "platform", "state", "330100", "云集市"),
    ("platform_2", "快买网平台（演示）", "Kuaimaiwang platform (demo)", "platform", "state", "310100", "快买网"),
    ("institute", "市场监管研究中心（演示）", "Institute of market regulation (demo)", "other_authority", "state", "000000", ""),
    ("courier", "速达快递（演示）", "Suda Courier (demo)", "courier", "state", "330100", ""),
    ("holder", "青松体育用品有限公司（演示）", "Qingsong Sports (demo)", "right_holder", "city", "330100", ""),
    ("seller", "青禾鞋行（演示）", "Qinghe shoe shop (demo)", "operator", "county", "330122", ""),
)
#: Officers: username, password, Chinese, English, department, duty, roles.
OFFICERS: tuple[tuple[str, str, str, str, str, str, list[str]], ...] = (
    ("county", "Tonglu-demo-2026", "桐小鉴", "County officer", "county", "work", ["officer"]),
    ("head", "Tonglu-head-2026", "桐局长", "Head of department", "county", "work", ["officer", "head", "principal"]),
    ("deputy", "Tonglu-deputy-2026", "桐副局", "Deputy head", "county", "work", ["officer", "head"]),  # a collective discussion takes two heads
    ("reviewer", "Tonglu-review-2026", "法小鉴", "Legal reviewer", "county", "work", ["officer", "legal_reviewer"]),
    ("city", "Hangzhou-demo-2026", "杭小鉴", "City officer", "city", "work", ["officer", "head", "principal"]),
    ("secretariat", "Secretariat-demo-2026", "秘小鉴", "Office of the joint conference", "city", "work", ["secretariat", "panelist"]),
    ("convener", "Convener-demo-2026", "召小鉴", "Convener of the joint conference", "city", "work", ["convener", "panelist"]),
    ("neighbour", "Chunan-demo-2026", "淳小鉴", "Officer of the next county", "neighbour", "work", ["officer", "head", "principal"]),
    ("police", "Police-demo-2026", "警小鉴", "Police officer", "police", "work", ["police"]),
    ("policehead", "Police-head-2026", "警局长", "Head of public security", "police", "work", ["police", "head", "principal"]),
    ("procurator", "Procurator-demo-2026", "检小鉴", "Procurator", "procuratorate", "work", ["procurator"]),
    ("prosecutor", "Procurator-head-2026", "检察长", "Chief procurator", "procuratorate", "work", ["procurator", "head", "principal"]),
    ("platform", "Platform-demo-2026", "平小鉴", "Platform clerk", "platform", "work", ["platform_clerk"]),
    ("courier", "Courier-demo-2026", "递小鉴", "Courier clerk", "courier", "work", ["courier"]),
    ("holder", "Holder-demo-2026", "权小鉴", "Right holder", "holder", "work", ["right_holder"]),
    ("seller", "Seller-demo-2026", "商小鉴", "Operator of a shop", "seller", "work", ["operator"]),
    ("researcher", "Research-demo-2026", "研小鉴", "Researcher", "institute", "work", ["researcher", "panelist"]),
    ("auditor", "Auditor-demo-2026", "审小鉴", "Auditor", "city", "audit", []),
    ("sysadmin", "Sysadmin-demo-2026", "系统员", "System administrator", "city", "system", []),
    ("secadmin", "Secadmin-demo-2026", "安全员", "Security administrator", "city", "security", []),
)


@dataclass(frozen=True)
class Account:
    """How one of the demo's officers signs in, and as what."""

    username: str
    password: str
    name: Text
    department: Text
    role: Text


def make_demo_officers() -> list[Account]:
    """Enter the demo's departments and officers where they are absent; give the account of each."""
    if not settings.DEMO:
        raise ImproperlyConfigured("Demo officers exist in demo mode only: set MINGJIAN_DEMO=1.")
    departments = {}
    for key, zh, en, kind, level, region, platform in DEPARTMENTS:
        values = {"name_en": en, "kind": kind, "level": level, "region": region, "platform": platform}
        departments[key] = Department.objects.get_or_create(name_zh=zh, defaults=values)[0]
        if key in OFFICES:
            _set_up_office(key, departments[key])
    for username, password, zh, en, department, duty, roles in OFFICERS:
        particulars: dict[str, Any] = {"name_zh": zh, "name_en": en, "department": departments[department], "duty": duty, "roles": roles, "is_demo": True}
        if departments[department].kind == Department.Kind.MARKET_REGULATION and duty == Officer.Duty.WORK:
            particulars["certificate"] = f"演示-{departments[department].region}-{username}"
        officer, is_new = Officer.objects.get_or_create(username=username, defaults=particulars)
        if is_new:
            officer.set_password(password)
            officer.save()
    return [_account(*told) for told in OFFICERS]


#: What the demo's departments say in their documents: short name, and for those that impose penalties who reviews them and the court to sue at.
OFFICES = {
    "state": ("国", "国家市场监督管理总局", "北京市第一中级人民法院"),
    "province": ("浙", "浙江省人民政府", "杭州市西湖区人民法院"),
    "city": ("杭", "杭州市人民政府", "杭州市上城区人民法院"),
    "county": ("桐", "桐庐县人民政府", "桐庐县人民法院"),
    "neighbour": ("淳", "淳安县人民政府", "淳安县人民法院"),
    "police": ("桐公", "", ""),
    "procuratorate": ("桐检", "", ""),
    "platform": ("云集市", "", ""),
    "platform_2": ("快买网", "", ""),
    "courier": ("速达", "", ""),
}


def _set_up_office(key: str, department: Department) -> None:
    """Set for a department of the demo what its documents say of it, once: made-up particulars, which say that they are."""
    short, government, court = OFFICES[key]
    told = {
        "government": government,
        "court": court,
        "bank": "演示银行营业部",
        "account_name": "演示财政专户",
        "account": "1900000000000001",
        "address": "演示路1号",
        "postcode": "310000",
        "phone": "0571-00000000",
        "contact": "演示联系人",
        "copies": "3",
    }
    held = {one.key: told[one.key] for one in settings_for(department) if one.key in told}
    Numbering.objects.get_or_create(department=department, defaults={"short": short, "pattern": usual_of(department), "settings": held})


def _account(username: str, password: str, zh: str, en: str, department: str, duty: str, roles: list[str]) -> Account:
    words = rulebook().vocabularies["roles"]
    told = [one for one in roles if one != "principal"]  # who is that is the head anyway
    role = Text("、".join(words[one].zh for one in told), ", ".join(words[one].en for one in told)) if told else both(Officer.Duty(duty).label)
    where = next(Text(zh, en) for key, zh, en, *_ in DEPARTMENTS if key == department)
    return Account(username, password, Text(zh, en), where, role)


def furnish_desks(folder: Path) -> None:
    """Put something on the demo's desks, once; `folder` holds the records that were read, and the truth of a made market."""
    staff = demo_staff()
    for furnish in parts("demo"):
        furnish(staff, folder)


def demo_staff() -> Staff:
    """Return the demo's officers by the account that each signs in with."""
    return {officer.username: officer for officer in Officer.objects.filter(is_demo=True)}


def demo_picture() -> bytes:
    """Draw a plain grey PNG, for what the demo shows as a photograph or screenshot."""
    side = 64

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = (b"\0" + bytes([200]) * side) * side  # 200: light grey
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def counted_by_procedure() -> list[tuple[str, int]]:
    """Count the dossiers of each procedure."""
    return list(Dossier.objects.order_by("procedure").values_list("procedure").annotate(Count("pk")))


def refuse_demo_officers() -> None:
    """Refuse to start a production node that knows the demo's officers, whose passwords everybody knows."""
    if settings.DEMO:
        return
    try:
        known = list(Officer.objects.filter(is_demo=True, is_active=True).values_list("username", flat=True))
    except DatabaseError:  # no tables yet: nobody can sign in either
        return
    if known:
        raise ImproperlyConfigured(f"This node is not a demo but has demo officers with public passwords: {', '.join(known)}. Start with a new MINGJIAN_HOME.")
