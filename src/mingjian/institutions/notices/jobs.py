"""Jobs of notices: by night, whether what measures stand on is offered again, whether its page is gone, and what is like the pictures of rights."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localtime

from mingjian.core.capture.extra import is_installed
from mingjian.core.language import Text
from mingjian.institutions.notices.rights.work.bank_nights import pictures_searched, search_banks
from mingjian.institutions.notices.services.looks import rows_due
from mingjian.institutions.notices.targets.work.looks import look_again
from mingjian.institutions.notices.targets.work.sightings import find_returned, is_any_upheld
from mingjian.office.jobs.kinds import Order, job
from mingjian.office.jobs.work import Outcome, Work


def returned_by_night(at: datetime) -> Iterable[Order]:
    """Ask for a look where a measure stands on anything."""
    return [Order(key="find_returned")] if is_any_upheld(at) else []


@job("find_returned", Text("查找措施之后再次出现的商品", "Look for what is offered again after a measure"), nightly=returned_by_night, attempts=3)
def find(work: Work) -> Outcome:
    """Hold the market's newest records against what measures stand on; each platform is told of its own."""
    with transaction.atomic():
        night = find_returned(work.clock(), work.guard)
    zh = f"新发现：同一网址或者商品 {night.addresses} 项，相同图片 {night.pictures} 项。"
    en = f"New: the same address or listing {night.addresses}, the same picture {night.pictures}."
    if night.left:
        zh, en = f"{zh}另有 {night.left} 个商品的图片未比对。", f"{en} Listings whose pictures were not compared: {night.left}."
    return Outcome(Text(zh, en), reverse("notices:sightings"))


def looks_by_night(at: datetime) -> Iterable[Order]:
    """Ask for the second looks that are due, on a node that can capture pages."""
    return [Order(key="look_again")] if is_installed() and rows_due(at).exists() else []


@job("look_again", Text("按期回访已采取措施的网页", "Visit again what measures were taken on"), nightly=looks_by_night, attempts=3)
def look(work: Work) -> Outcome:
    """Capture each page that is due anew, and hold it against its first capture."""
    return look_again(work)


def banks_by_night(at: datetime) -> Iterable[Order]:
    """Ask for a search where a bank has a picture that can be compared."""
    return [Order(key="search_banks")] if pictures_searched(localtime(at).date()).exists() else []


@job("search_banks", Text("以权利人图片库比对新上架的商品", "Hold new listings against the banks of pictures"), nightly=banks_by_night, attempts=3)
def search(work: Work) -> Outcome:
    """Compare the pictures of the newest listings with those of verified rights; platform and holder are told."""
    with transaction.atomic():
        night = search_banks(work.clock(), work.guard)
    zh, en = f"新发现与图片库相近的商品图片 {night.found} 张。", f"New pictures of listings that are like one of a bank: {night.found}."
    if night.left:
        zh, en = f"{zh}另有 {night.left} 个商品未比对。", f"{en} Listings that were not compared: {night.left}."
    return Outcome(Text(zh, en), reverse("notices:bank_hits"))
