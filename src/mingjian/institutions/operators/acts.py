"""What is done to subjects, links and reports, one file an act."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, NotPermitted, StepRefused
from mingjian.core.identifiers import tidy
from mingjian.core.identifiers.typed import refuse_no_telephone
from mingjian.institutions.operators.models import Judgement, Link, Proof, Report, Subject
from mingjian.institutions.operators.queries import judged, report_numbered, subject_numbered
from mingjian.institutions.operators.services.known import Tie
from mingjian.institutions.operators.services.orders import order
from mingjian.institutions.operators.services.proofs import duty_named
from mingjian.office.acts.execution import Account, act
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.files.storage import Kept
from mingjian.office.lists import search
from mingjian.office.lists.text import visible
from mingjian.office.models import Dossier, Officer
from mingjian.office.models.hidden import lookup
from mingjian.office.people.permissions import is_of_authority
from mingjian.office.record.entries import Count

# Tie something to a subject, with who says so.

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


# Show that a duty is fulfilled: by a file, over a span of days.
@act
def bring_proof(
    *, by: Officer, at: datetime, proof_duty: str, proof_since: str, proof_until: str, proof_file: Kept, proof_about: str = "", note: str = ""
) -> Account[Proof]:
    """Keep it. Raises BadInput for a duty that binds nobody of its kind today, or days that are none."""
    if by.department is None or by.department.is_authority:
        raise NotPermitted("由承担义务的一方提交。", "Whoever has the duty brings it.")
    today = localtime(at).date()
    duty = duty_named(proof_duty.strip(), by.department, today)
    since, until = date.fromisoformat(proof_since), date.fromisoformat(proof_until)
    if until < since or until > today:
        raise BadInput("起止日期须先后相接，截止日期不晚于今天。", "It ends neither before it begins nor after today.")
    told = {"name": proof_file.name, "sha256": proof_file.sha256, "size": proof_file.size, "brought_by": by, "brought_at": at}
    told |= {"about": visible(proof_about.strip())[:200], "note": visible(note.strip())[:500], "since": since, "until": until}
    made = Proof.objects.create(number=next_number(f"V{localtime(at).year}-"), department=by.department, duty=duty.name, **told)
    return Account(made, {"duty_shown": duty.name, "since": since, "until": until, "sha256": made.sha256, "size": Count(made.size)})


# Bring a platform's report of its operators: a job examines it row by row.
@act
def bring_report(*, by: Officer, at: datetime, report_file: Kept, report_before: str = "", report_sheet: str = "") -> Account[Report]:
    """Keep the file and queue its examination. A correction names the newest version before it; a workbook may name its sheet."""
    if by.department is None or by.department.is_authority:
        raise NotPermitted("由平台报送。", "A platform brings it.")
    before = report_numbered(by, report_before.strip()[:20]) if report_before.strip() else None
    if before and Report.objects.filter(corrects=before).exists():
        raise BadInput("这一份已经更正过，请更正最新的一份。", "It was corrected already: correct the newest version.")
    if same := Report.objects.filter(department=by.department, sha256=report_file.sha256, sheet=report_sheet.strip()[:100]).exclude(stands="failed").first():
        raise BadInput(f"同一个文件已经报送，编号 {same.number}。", f"The same file was brought already, as {same.number}.")
    told = {"name": report_file.name, "sha256": report_file.sha256, "size": report_file.size, "sheet": report_sheet.strip()[:100]}
    whose = {"department": by.department, "brought_by": by, "brought_at": at}
    made = Report.objects.create(number=next_number(f"R{localtime(at).year}-"), corrects=before, **whose, **told)
    order(made, by, at)
    return Account(made, {"sha256": made.sha256, "size": Count(made.size), **({"corrects": before} if before else {})})


# Confirm a link of a subject.
@act
def confirm_link(link: Link, *, by: Officer, at: datetime, reason: str) -> None:
    """Let it stand so; why is in the ledger."""


# Describe what a proof of a duty does not show.
@act
def doubt_proof(proof: Proof, *, by: Officer, at: datetime, reason: str) -> None:
    """Keep why, so that whoever brought it can bring another."""
    if by.department_id == proof.department_id:
        raise NotPermitted("由主管部门核对。", "The authority looks at it.")
    proof.why = reason.strip()[:500]


# Drop a link of a subject.
@act
def drop_link(link: Link, *, by: Officer, at: datetime, reason: str) -> None:
    """Let it stand so; why is in the ledger."""


# State whether two subjects are one. The files stay as they are, so that every judgement can be undone.
@act
def judge_subjects(subject: Subject, *, by: Officer, at: datetime, other_subject: str, judgement: str, reason: str) -> Account[Judgement]:
    """Keep the judgement. Refused for a subject and itself, and where there is nothing to undo."""
    other = subject_numbered(by, other_subject.strip()[:20])
    if other.pk == subject.pk:
        raise BadInput("须是另一个主体。", "It must be another subject.")
    before = judged(subject, other)
    if judgement == "undone" and (before is None or before.verdict == "undone"):
        raise StepRefused("没有可以撤销的判断。", "There is no judgement to undo.")
    left, right = sorted((subject, other), key=lambda one: one.pk)
    made = Judgement.objects.create(left=left, right=right, verdict=judgement, reason=reason, by=by, at=at)
    return Account(made, {"other": other})


# Open the file of a person or firm, with what is known already.
@act
def open_subject(
    *,
    by: Officer,
    at: datetime,
    subject_kind: str,
    subject_name: str,
    subject_code: str = "",
    ties: Sequence[Tie] = (),
    dossier: Dossier | None = None,
) -> Account[Subject]:
    """Open it for the officer's department. `ties`: what records say already; `dossier`: in which it turned up."""
    if not is_of_authority(by) or by.department is None:
        raise BadInput("主体档案由主管部门建立。", "Subject files are kept by authorities.")
    name, code = visible(subject_name).strip(), tidy(subject_code)
    if len(name) > 200 or len(code) > 40:
        raise BadInput("名称至多二百字，信用代码至多四十位。", "A name has 200 characters at most, a credit code 40.")
    number = next_number(f"U{localtime(at).year}-")
    made = Subject.objects.create(number=number, kind=subject_kind, name=name, uscc=code, department=by.department, opened_by=by, opened_at=at)
    if dossier is not None:
        made.dossiers.add(dossier)
    told = [Link(subject=made, kind=one.kind, value=one.value[:300], since=one.since, source=one.source[:300], by=by, at=at) for one in ties]
    Link.objects.bulk_create(told, ignore_conflicts=True)
    search.index("subject", made.pk, made.words())
    return Account(made, {"links": [f"{one.kind}: {one.source}" for one in told]} if told else {})


# State that a proof of a duty was looked at and shows what it should.
@act
def see_proof(proof: Proof, *, by: Officer, at: datetime, reason: str) -> None:
    """Keep what it was held against."""
    if by.department_id == proof.department_id:
        raise NotPermitted("由主管部门核对。", "The authority looks at it.")
    proof.why = reason.strip()[:500]


# Tie what somebody answered to the subject that it was asked about.
@act
def tie_answer(subject: Subject, *, by: Officer, at: datetime, values: Mapping[str, str], source: str, dossier: Dossier, since: date | None = None) -> None:
    """Keep each value, by its kind of link, as possible until an officer confirms it; the same from the same source again is the same link."""
    about = {"subject": subject, "source": source[:300], "dossier": dossier, "since": since, "by": by, "at": at}
    Link.objects.bulk_create([Link(kind=kind, value=value[:300], **about) for kind, value in values.items()], ignore_conflicts=True)
