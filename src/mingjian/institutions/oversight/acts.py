"""What is done to suggestions, sightings and recognitions."""

from datetime import date, datetime

from django.utils.timezone import localtime

from mingjian.core.agreement.reader import agreement_of, agreements
from mingjian.core.errors import BadInput, NotPermitted, StepRefused
from mingjian.core.wire.words import FILE_KINDS
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.exchange.evidence.acts import use_evidence
from mingjian.institutions.exchange.models import HeldRecord, OwnAgreement
from mingjian.institutions.exchange.queries import agreement_known
from mingjian.institutions.oversight.models import Recognition, Sighting, Suggestion
from mingjian.institutions.oversight.services.hits import Hit, can_be_asked, hits_of
from mingjian.office.acts.execution import Account, act
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.lists.text import visible
from mingjian.office.models import Dossier, Officer, SealedFile
from mingjian.office.people.permissions import is_of_authority
from mingjian.office.record.entries import Count


# Take a suggestion up: the holder says what was corrected.
@act
def accept_suggestion(suggestion: Suggestion, *, by: Officer, at: datetime, suggestion_answer: str) -> Account[None]:
    """Keep the answer beside it."""
    suggestion.answer, suggestion.answered_by, suggestion.answered_at = suggestion_answer, by, at
    return Account(None, {"dossier": suggestion.dossier})


# Ask whether other departments work on the same as a clue: hit or no hit, entered with the purpose, and told to whoever was hit.
@act
def ask_elsewhere(clue: Clue, *, by: Officer, at: datetime, hit_purpose: str) -> Account[list[Hit]]:
    """Look for the clue's listing, shop and credit code. Raises BadInput where it names none of them."""
    if not can_be_asked(clue):
        raise BadInput("线索没有写明商品、网店或者信用代码，无从查询；请先补充线索。", "The clue names no listing, shop or credit code: add to it first.")
    hits = hits_of(clue, by)
    told = {"dossier": clue.dossier, "departments": [one.department for one in hits], "matters": Count(sum(one.clues + one.cases for one in hits))}
    return Account(hits, told)


# Decline a suggestion, and say why.
@act
def decline_suggestion(suggestion: Suggestion, *, by: Officer, at: datetime, suggestion_answer: str) -> Account[None]:
    """Keep the answer beside it."""
    suggestion.answer, suggestion.answered_by, suggestion.answered_at = suggestion_answer, by, at
    return Account(None, {"dossier": suggestion.dossier})


# State that the own department has seen the same of a subject, or doubts it.
@act
def note_sighting(*, by: Officer, at: datetime, sighted_subject: str, sighting_verdict: str, sighting_note: str, sighting_file: str = "") -> Account[Sighting]:
    """Keep it under the department's name. A later one of the same department counts instead of it."""
    if by.department is None or not is_of_authority(by):
        raise NotPermitted("只由执法部门登记。", "This is for authorities.")
    subject = visible(sighted_subject).strip()[:200]
    if not all(part.strip() for part in subject.partition("/")):
        raise BadInput("对象写作“平台/编号”，如 yunjishi/L0000012。", "Write the subject as platform/id, such as yunjishi/L0000012.")
    number = next_number(f"J{localtime(at).year}-")
    told = {"subject": subject, "verdict": sighting_verdict, "note": sighting_note, "sha256": _sealed(sighting_file, by)}
    return Account(Sighting.objects.create(number=number, department=by.department, by=by, at=at, **told), {"subject": subject})


def _sealed(sha256: str, by: Officer) -> str:
    """Return the hash of a file that is on a dossier of the officer's department; empty where none is named. Raises BadInput for another."""
    named = sha256.strip().lower()
    if named and not SealedFile.objects.filter(sha256=named, dossier__department=by.department).exists():
        raise BadInput("本部门的卷宗中没有此 SHA-256 的文件。", "No dossier of your department has a file of this SHA-256.")
    return named


# Recognise a test report or proof of another region in a dossier: what, by whom, under which clause of which agreement.
@act
def recognise_document(
    *,
    by: Officer,
    at: datetime,
    recognised_for: str,
    recognised_document: str,
    recognised_issuer: str,
    recognised_on: str,
    recognition_scope: str,
    recognised_clause: str = "",
) -> Account[Recognition]:
    """Keep it with the dossier, for its holder. Refused for a clause that the rulebook does not have; without one it stands as UNVERIFIED."""
    dossier = Dossier.objects.select_for_update(of=("self",)).select_related("department").get(number=recognised_for)
    if dossier.department_id != by.department_id:
        raise NotPermitted(f"该卷宗由{dossier.department.name_zh}承办。", f"{dossier.department.name_en} holds the dossier.")
    clause = recognised_clause.strip()
    if clause:
        _check(clause, localtime(at).date())
    nth = (Recognition.objects.filter(dossier=dossier).order_by("-nth").values_list("nth", flat=True).first() or 0) + 1
    told = {
        "document": visible(recognised_document)[:300],
        "issuer": visible(recognised_issuer)[:200],
        "issued_on": date.fromisoformat(recognised_on),
        "clause": clause,
    }
    made = Recognition.objects.create(dossier=dossier, nth=nth, scope=recognition_scope, by=by, at=at, **told)
    return Account(made, {"dossier": dossier, "clause": clause or "UNVERIFIED"})


def _check(clause: str, on: date) -> None:
    name, _, called = clause.partition("/")
    own = (agreement_of(one.name, one.body) for one in OwnAgreement.objects.filter(name=name, state=OwnAgreement.State.CONFIRMED))
    known = [*own, *agreements().get(name, {}).values()]
    in_force = [one.clauses[called] for one in known if called in one.clauses and one.in_force <= on and (one.ends is None or on <= one.ends)]
    if not in_force:
        raise BadInput(
            f"规则库中没有施行中的协议条款 {clause[:60]}，没有依据的请不填。", f"No clause {clause[:60]} is in force: leave it blank where none supports it."
        )
    if not any(one.recognises for one in in_force):
        raise BadInput(
            f"协议条款 {clause[:60]} 没有规定互认，没有依据的请不填。",
            f"Clause {clause[:60]} says nothing of recognition: leave it blank where none supports it.",
        )


# Recognise a file that another node gave: what it is, who issued it and under which clause stand in the record that came, so that nobody types them.
@act
def recognise_received(held: HeldRecord, *, by: Officer, at: datetime, evidence_for: str) -> Account[Recognition]:
    """Put it on file where it is not, and keep the recognition with the dossier. Raises StepRefused where no clause under which it came recognises it."""
    clause, values, issued_on = _recognising(held), held.values, _issued_on(held)
    if held.state == HeldRecord.State.HELD:
        use_evidence(held, evidence_for=evidence_for, by=by, at=at)
    if held.dossier is None or held.dossier.number != evidence_for:
        number = held.dossier.number if held.dossier else "—"
        raise StepRefused(f"此材料已入卷 {number}，请填写该卷宗的编号。", f"It is on file {number}: give the number of that dossier.")
    if Recognition.objects.filter(dossier=held.dossier, scope__contains=held.name, standing="open").exists():
        raise StepRefused(f"卷宗 {evidence_for} 已认可此材料。", f"{evidence_for} has recognised it already.")
    made = recognise_document(
        recognised_for=evidence_for,
        recognised_document=values.get("document") or values.get("file_name") or held.own_number,
        recognised_issuer=values.get("issuer") or held.peer.node,
        recognised_on=issued_on,
        recognition_scope=_scope(held),
        recognised_clause=clause,
        by=by,
        at=at,
    )
    return Account(made, {"dossier": held.dossier, "clause": clause})


def _issued_on(held: HeldRecord) -> str:
    """Return the day that the record says, else that on which it was sealed, else that on which it came. Raises BadInput for what is no day."""
    told = held.values.get("issued_on") or held.values.get("sealed_at", "")[:10] or localtime(held.received_at).date().isoformat()
    try:
        return date.fromisoformat(told.strip()).isoformat()
    except ValueError:
        raise BadInput(
            f"提供方所载出具日期“{told[:40]}”不是有效日期，不能认可：请对方更正此记录后再认可。",
            f"The day of issue that its owner told, “{told[:40]}”, is no day: have the owner correct the record, then recognise it.",
        ) from None


def _recognising(held: HeldRecord) -> str:
    """Return the clause (agreement/clause) under which it came and by which members recognise such a file."""
    told = held.release
    sheet = agreement_known(str(told.get("agreement")), date.fromisoformat(str(told.get("sheet"))))
    kind = held.values.get("file_kind", "")
    for name in told.get("clauses", []):
        if name in sheet.clauses and kind in sheet.clauses[name].recognises:
            return f"{sheet.name}/{name}"
    called = FILE_KINDS.get(kind, FILE_KINDS["other"])
    raise StepRefused(
        f"提供此材料所依据的协议条款没有规定互认“{called.zh}”：可以入卷作为材料，由本部门自行审查。",
        f"No clause under which it came recognises “{called.en}”: put it on file, and examine it yourselves.",
    )


def _scope(held: HeldRecord) -> str:
    """Return what is recognised, in words of the record that came."""
    values = held.values
    parts = [f"{held.peer.node} 提供的记录 {held.name}", *(values[name] for name in ("result", "method") if values.get(name))]
    return "；".join([*parts, f"文件 SHA-256 {values.get('file') or values.get('personal_file', '')}"])


# Suggest a correction of a dossier that another department holds.
@act
def suggest_correction(*, by: Officer, at: datetime, suggested_for: str, suggestion_text: str) -> Account[Suggestion]:
    """Keep it with the dossier, for its holder to answer. Refused for one's own department, which corrects by steps."""
    dossier = Dossier.objects.select_for_update(of=("self",)).select_related("department").get(number=suggested_for)
    if dossier.department_id == by.department_id:
        raise BadInput("本部门承办的卷宗请直接按程序步骤更正。", "Your department holds it: correct it by a step of its procedure.")
    nth = (Suggestion.objects.filter(dossier=dossier).order_by("-nth").values_list("nth", flat=True).first() or 0) + 1
    return Account(Suggestion.objects.create(dossier=dossier, nth=nth, text=suggestion_text, by=by, at=at), {"dossier": dossier})


# Withdraw a recognition.
@act
def withdraw_recognition(recognition: Recognition, *, by: Officer, at: datetime, reason: str) -> Account[None]:
    """Let it stand no more; the ledger keeps it and the reason."""
    return Account(None, {"dossier": recognition.dossier})


# Withdraw what the own department said of a subject.
@act
def withdraw_sighting(sighting: Sighting, *, by: Officer, at: datetime, reason: str) -> None:
    """Let it count no more; the ledger keeps it and the reason."""
