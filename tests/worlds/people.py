"""The departments and officers of tests: a county, its neighbour, the city above both, a county elsewhere, a platform, an auditor."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.test import Client

from mingjian.office.documents.models import Numbering
from mingjian.office.models import Department, Officer

DEPARTMENTS = {
    "city": ("杭州市局", "market_regulation", "city", "330100", ""),
    "county": ("桐庐县局", "market_regulation", "county", "330122", ""),
    "neighbour": ("淳安县局", "market_regulation", "county", "330127", ""),
    "elsewhere": ("射洪市局", "market_regulation", "county", "510981", ""),
    "platform": ("云集市平台", "platform", "state", "330100", "yunjishi"),
}
OFFICERS = {
    "li": ("county", "work", ["officer"]),  # an officer of the county
    "wang": ("county", "work", ["head", "principal"]),  # head of the county's department, Li's superior
    "zhao": ("neighbour", "work", ["officer"]),  # an officer of the neighbouring county
    "qian": ("neighbour", "work", ["head", "principal"]),  # head of the neighbouring county's department
    "sun": ("city", "work", ["officer", "head"]),  # head of the city's department, above both counties
    "zhou": ("elsewhere", "work", ["officer", "head"]),  # head of a county of another province, under nobody here
    "clerk": ("platform", "work", ["platform_clerk"]),  # a clerk of the platform
    "auditor": ("city", "audit", []),  # reads the ledger, works on nothing
    "system": ("city", "system", []),  # administrator of the node
    "security": ("city", "security", []),  # administrator of accounts
}
PASSWORD = "Long-enough-2026-password"  # noqa: S105 - of tests


def people(*names: str) -> dict[str, Officer]:
    """
    Enter these officers (all of them where none is named) with their departments; the password of each is PASSWORD.

    County: `li` is an officer, `wang` the head above li. Neighbouring county: `zhao` is an officer, `qian` the head. City, above both: `sun`, officer and head.
    Another province: `zhou`, officer and head. Platform: `clerk`. City, without any work on dossiers: `auditor`, `system` and `security`.
    """
    made = {}
    for name in names or OFFICERS:
        department, duty, roles = OFFICERS[name]
        officer = Officer(username=name, name_zh=name, name_en=name.title(), department=department_of(department), duty=duty, roles=roles)
        officer.set_password(PASSWORD)
        officer.save()
        made[name] = officer
    return made


def department_of(key: str) -> Department:
    """Return a department of DEPARTMENTS, entered if it was not there."""
    zh, kind, level, region, platform = DEPARTMENTS[key]
    values = {"name_en": key.title(), "kind": kind, "level": level, "region": region, "platform": platform}
    department, is_new = Department.objects.get_or_create(name_zh=zh, defaults=values)
    if is_new:
        set_up_office(department)
    return department


def set_up_office(department: Department, short: str = "") -> None:
    """Give a department what its documents say of it: a number that begins with its own name unless `short` is given, and made-up particulars."""
    told = {
        "government": "桐庐县人民政府",
        "court": "桐庐县人民法院",
        "bank": "中国农业银行桐庐县支行",
        "account_name": "桐庐县财政局",
        "account": "19040101040012345",
        "address": "桐庐县迎春南路1号",
        "postcode": "311500",
        "phone": "0571-64210000",
        "contact": "执法稽查科",
        "copies": "3",
    }
    Numbering.objects.create(department=department, short=short or department.name_zh, pattern="{机关}{字}〔{年}〕{序}号", settings=told)


def certify(*officers: Officer) -> None:
    """Give officers certificates of law enforcement, without which nobody investigates a case."""
    for one in officers:
        one.certificate = f"浙{one.username}"
        one.save()


def at(text: str) -> datetime:
    """Read `2026-11-24 09:30` as local time."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


def browser(officer: Officer, language: str = "zh-hans") -> Client:
    """Return a browser without a screen, in which the officer has signed in."""
    client = Client(headers={"Accept-Language": language})
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
