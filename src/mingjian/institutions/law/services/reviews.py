"""What may be signed of the rulebook, as it stands now, and what was signed of a version."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.timezone import localdate

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.procedure import liabilities, packaged, rulebook
from mingjian.institutions.law.models import STANDING, Review
from mingjian.office.acts.offers import makers_open
from mingjian.office.law_texts import shelf
from mingjian.office.models import Officer

#: The folder in which each kind has its files.
_FOLDERS = {"instrument": "laws", "act": "liability", "sheet": "procedures"}
Version = tuple[str, str, date | None]


def version_named(written: str) -> Version:
    """Read `instrument/LAW/DAY`, `act/ACT` or `sheet/PROCEDURE/DAY`. Raises `BadInput` for a version that the rulebook has not."""
    kind, _sign, rest = written.strip().partition("/")
    name, _sign, day = rest.partition("/")
    try:
        version = (kind, name, date.fromisoformat(day) if day else None)
    except ValueError:
        version = ("", name, None)
    if version[0] not in _FOLDERS or not _is_there(version):
        raise BadInput(
            f"规则库没有版本“{written[:120]}”；请从法规、法律责任或者程序页面进入签署。",
            f"The rulebook has no version {written[:120]!r}: sign from the page of an instrument, a liability or a procedure.",
        )
    return version


def _is_there(version: Version) -> bool:
    kind, name, day = version
    if kind == "act":
        return day is None and name in liabilities().all
    if kind == "sheet":
        return name in rulebook().sheets and any(one.in_force == day for one in rulebook().versions(name))
    return name in rulebook().statutes.laws() and any(one.in_force == day for one in rulebook().statutes.versions(name))


def file_of(version: Version) -> Path:
    """Return the file of the rulebook in which a version stands."""
    kind, name, day = version
    folder = packaged() / _FOLDERS[kind]
    return folder / f"{name}.yaml" if day is None else folder / name / f"{day}.yaml"


@cache
def digest_of(version: Version) -> str:
    """Return the SHA-256 of a version as it stands in this rulebook."""
    return hashlib.sha256(file_of(version).read_bytes()).hexdigest()


def text_digest(version: Version) -> str:
    """Return the SHA-256 of the full text that is loaded of an instrument's version; empty where there is none."""
    kind, name, day = version
    law = next((one for one in rulebook().statutes.versions(name) if one.in_force == day), None) if kind == "instrument" else None
    text = shelf().of(law) if law else None
    return text.sha256 if text else ""


@dataclass(frozen=True)
class Signed:
    """What was signed of a version, newest first, and the address at which the officer may sign; empty where they may not."""

    version: Version
    reviews: list[Review]
    url: str

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the version as it stands now: a signature of another is out of date."""
        return digest_of(self.version)


def signed_of(version: Version, officer: Officer) -> Signed:
    """Return what was signed of a version, for the page of it."""
    kind, name, day = version
    found = list(Review.objects.filter(kind=kind, name=name, in_force=day, standing=STANDING).select_related("by", "department"))
    asked = urlencode({"reviewed_version": "/".join(filter(None, (kind, name, day.isoformat() if day else "")))})
    return Signed(version, found, f"{reverse('make', args=['law_review', 'sign_review'])}?{asked}" if makers_open("law_review", officer) else "")


def reviews_said(versions: Iterable[Version]) -> dict[Version, list[Text]]:
    """Return what was signed of some versions, in one question to the database."""
    asked = list(dict.fromkeys(versions))
    found = Review.objects.filter(name__in={name for _kind, name, _day in asked}, standing=STANDING).select_related("by", "department")
    told: dict[Version, list[Text]] = {}
    for one in found:
        version = (one.kind, one.name, one.in_force)
        if version in asked:
            told.setdefault(version, []).append(review_said(one))
    return told


VERDICTS = {
    Review.Verdict.AGREES: Text("一致", "it agrees"),
    Review.Verdict.IN_PART: Text("部分核对，一致", "checked in part, and that agrees"),
    Review.Verdict.DIFFERS: Text("有出入", "it differs"),
}


def review_said(one: Review) -> Text:
    """Describe who checked a version against what and when, with what result, and whether it has changed since."""
    day, verdict = localdate(one.at), VERDICTS[Review.Verdict(one.verdict)]
    is_old = digest_of((one.kind, one.name, one.in_force)) != one.digest
    zh, en = ("；此后规则库内容已改动，须重新核对", "; the rulebook has changed since, check it anew") if is_old else ("", "")
    return Text(
        f"{one.department.name} {one.by.name} {day} 对照{one.against}核对：{verdict.zh}{zh}",
        f"{one.by.name}, {one.department.name}, {day}, against {one.against}: {verdict.en}{en}",
    )
