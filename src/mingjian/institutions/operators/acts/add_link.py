"""Tie something to a subject, with who says so."""

from datetime import date, datetime

from mingjian.core.errors import BadInput
from mingjian.core.identifiers.typed import refuse_no_telephone
from mingjian.institutions.operators.models import Link, Subject
from mingjian.office.acts.execution import Account, act
from mingjian.office.lists import search
from mingjian.office.lists.text import visible
from mingjian.office.models import Officer
from mingjian.office.models.hidden import lookup

MOST = 500


@act
def add_link(subject: Subject, *, by: Officer, at: datetime, link_kind: str, link_value: str, link_source: str, link_since: str = "") -> Account[Link]:
    """Keep the link as possible; the same from the same source again is the same link."""
    value, source = visible(link_value).strip(), visible(link_source).strip()
    if not value or len(value) > 300 or len(source) > 300:
        raise BadInput("内容和来源须填写，各至多三百字。", "Value and source are filled in, with 300 characters at most each.")
    if link_kind in {"shop", "account"} and not all(part.strip() for part in value.partition("/")):
        raise BadInput("网店、账号写作“平台/编号”。", "A shop or account is written as platform/id.")
    if link_kind == "phone":
        refuse_no_telephone(value)
    if subject.links.count() >= MOST:
        raise BadInput(f"一个主体至多 {MOST} 条关联。", f"A subject has {MOST} links at most.")
    told = {"since": date.fromisoformat(link_since) if link_since else None, "by": by, "at": at}
    link, is_new = Link.objects.get_or_create(subject=subject, kind=link_kind, value_key=lookup(value), source=source, defaults={"value": value, **told})
    search.index("subject", subject.pk, subject.words())
    return Account(link, {"link": link}, is_new)
