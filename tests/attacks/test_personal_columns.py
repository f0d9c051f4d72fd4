"""
M3: each column of text or JSON of ours is declared here. What is personal is encrypted wherever it lies; a new column is declared before it is merged.

Whoever adds a column asks: is a person's name, telephone, address, number or account kept in it, or do pages mask it? Then it is PERSONAL, and a `HiddenField`.
"""

import json
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import FieldError
from django.db import connection, models
from people import at
from stored import everything_stored

from mingjian.institutions.operators.acts import add_link, open_subject
from mingjian.institutions.operators.models import Link, Subject
from mingjian.office.audit.run import audit
from mingjian.office.models import Officer
from mingjian.office.models.hidden import BEGINS, HiddenField, LookupField, encrypt_rows, lookup
from mingjian.office.record.seals import seal_rows

MORNING = at("2026-11-24 09:00")

#: Encrypted: who a person is, how they are reached, what they wrote that pages mask.
PERSONAL = {
    "evidence.Kit": "story",
    "evidence.Item": "name note",
    "evidence.Remark": "text",
    "operators.Subject": "name",
    "operators.Link": "value",
    "disputes.Complaint": "earlier",
    "disputes.ConsumerReceipt": "name",
    "disputes.ConsumerWord": "text recipient name",
    "matters.Party": "id_number phone earlier",
    "matters.Offer": "earlier",
    "matters.Exhibit": "earlier",
    "matters.Charge": "earlier",
    "matters.Penalty": "earlier",
    "matters.Answer": "earlier",
    "statements.Statement": "name owner",
    "statements.StatementRows": "content",
    "clues.Reporter": "name phone address",
    "notices.Right": "identity",
    "notices.Notice": "facts",
    "notices.Target": "note statement",
    "notices.Draft": "told rows",
    "notices.Addition": "note name",
    "disputes.Complainant": "name phone address",
    "exchange.RecordVersion": "values",
    "exchange.HeldRecord": "values before",
    "exchange.Outgoing": "item asked",
    "exchange.Question": "secret salt",
    "exchange.QuestionTaken": "points",
    "documents.Document": "values",
    "office.Consent": "half",
    "office.Roster": "rows halves",
    "office.Proposal": "papers",
    "office.PersonalValue": "value",
    "notices.HolderComplaint": "words",
    "notices.OperatorAnswer": "identity name words",
    "pictures.Acceptance": "value",
    "lab.Comment": "text",
    "pictures.PictureReading": "content",
}

#: Whose codes open something to whoever has them: encrypted, though no person is told by them (decision 202).
OPENING = (
    "evidence.Kit",
    "evidence.ShortCode",
    "notices.Right",
    "notices.Notice",
    "notices.OperatorReceipt",
    "disputes.ConsumerReceipt",
    "lab.Comment",
)
#: Written or named by people, searched or shown unmasked to whoever sees the thing: parties of dossiers, reasons, names of files. Not encrypted (decision 113).
TOLD = {
    "tidings.Message": "subject text why",
    "tidings.Feed": "name",
    "tidings.Note": "text",
    "evidence.Kit": "place goods order_number waybill set_aside_why",
    "evidence.Part": "name note",
    "evidence.Confirmation": "number",
    "evidence.Capture": "url title final_url ip facts text outcome",
    "monitoring.Run": "settings purpose remarks",
    "monitoring.Finding": "reason_zh reason_en innocent_zh innocent_en evidence_json shop_name status_reason",
    "monitoring.Revision": "reason_zh reason_en evidence_json status_reason",
    "monitoring.Rule": "title content",
    "monitoring.RuleWord": "word",
    "monitoring.Sample": "texts spans beside",
    "monitoring.KnownGood": "value why",
    "operators.Subject": "uscc",
    "operators.Link": "source",
    "operators.Judgement": "reason",
    "operators.Report": "name note_zh note_en sheet notes",
    "operators.Proof": "about name note why",
    "parcels.Batch": "name told",
    "parcels.Attestation": "outlet",
    "parcels.WaybillInquiry": "waybill",
    "parcels.Answer": "outlet still_missing",
    "parcels.Posting": "outlet waybill witness note",
    "clues.Clue": "original_number shop_name listing_title sku order_numbers displayed_operator operator_name operator_code operator_address "
    "suspected_act suspected_ground act_place content risk_note jurisdiction_basis filled result result_ground feedback",
    "notices.Right": "classes holder agent basis mark evaluation",
    "notices.Draft": "name",
    "notices.Sighting": "address",
    "notices.Batch": "name rows",
    "notices.RightPicture": "name",
    "notices.Notice": "addresses declined_why goods",
    "notices.Target": "address reason draft",
    "notices.Addition": "shows",
    "notices.FigureAppeal": "reason decided_why",
    "notices.SellerDecision": "shop reason rests_on ended_why",
    "disputes.ConsumerWord": "purpose",
    "disputes.Complaint": "facts demand complained_of published_address shop_name goods order_number original_number",
    "cases.Case": "party_name party_code party_address party_head suspected_act act broken circumstances",
    "cases.AmountLine": "goods basis proofs reason",
    "cases.Invitation": "note reason",
    "statements.Statement": "source reason",
    "deliveries.Delivery": "name note_zh note_en",
    "deliveries.Look": "note_zh note_en",
    "matters.Matter": "excused",
    "matters.Party": "source reason name licence code operator head id_kind address premises",
    "matters.Offer": "source reason platform shop url place goods brand right",
    "matters.Exhibit": "source reason title maker shows objection",
    "matters.Charge": "source reason words means knowledge discretion",
    "matters.Penalty": "source reason words",
    "matters.Answer": "source reason point why",
    "transfers.Waiver": "gap reason",
    "conferences.Question": "text",
    "conferences.Opinion": "text dissent",
    "conferences.Reply": "text",
    "exchange.Peer": "stopped_for heard_note answering",
    "exchange.SharedRecord": "name title recalled_for",
    "exchange.RecordVersion": "before reason",
    "exchange.Copy": "word",
    "exchange.HeldRecord": "name word about",
    "exchange.RecordFile": "name",
    "exchange.OwnAgreement": "body source",
    "exchange.Question": "contact",
    "exchange.Envelope": "why",
    "exchange.Outgoing": "name why",
    "exchange.Arrival": "refused",
    "exchange.Rejection": "claimed why about",
    "campaigns.Campaign": "fields goods targets words",
    "oversight.Suggestion": "text answer",
    "oversight.Recognition": "document issuer clause scope",
    "oversight.Urging": "lacks",
    "oversight.Sighting": "subject note sha256",
    "publication.Publication": "taken_down_why",
    "publication.Version": "party breach penalty ground why",
    "lab.Experiment": "text",
    "lab.Consultation": "title explanation files replay short_why result withdrawn_why",
    "lab.Comment": "concerns refused_why answer",
    "law.Review": "against remark",
    "lab.Run": "report",
    "retention.Erasure": "how",
    "jobs.Job": "args about_zh about_en said_zh said_en outcome_zh outcome_en fault",
    "documents.Document": "title gaps",
    "documents.Phrase": "title text ended_why",
    "documents.Template": "name",
    "node.Alarm": "said_zh said_en",
    "views.View": "query name",
    "office.Department": "name_zh name_en",
    "office.Officer": "username first_name last_name email name_zh name_en certificate",
    "office.ApiKey": "name",
    "office.Consent": "why",
    "office.Roster": "name",
    "office.Dossier": "title subject",
    "office.SealedFile": "name",
    "office.Reading": "purpose ground",
    "office.Entry": "body",
    "matters.Move": "reason",
    "notices.BankHit": "address shop title",
    "notices.HolderComplaint": "declined_why",
    "notices.OperatorReceipt": "operator",
    "publication.PublicReason": "facts goods withheld_why",
}

#: Numbers of ours, codes, hashes, keys of the rulebook, states: nothing of a person.
KEYS = {
    "tidings.Address": "channel sealed hint",
    "tidings.Message": "key channel cause language link",
    "tidings.Telling": "name",
    "tidings.Feed": "sha256",
    "evidence.Kit": "code code_key number origin taken_up_as",
    "evidence.ShortCode": "code code_key",
    "evidence.WrongCode": "origin",
    "evidence.Item": "sha256 media",
    "evidence.Confirmation": "platform shop_id source load",
    "evidence.Capture": "number stands note_zh note_en",
    "monitoring.Run": "detector version engine records reading digest",
    "monitoring.Finding": "detector subject_kind subject shop region name",
    "monitoring.FindingCount": "detector status",
    "monitoring.ShopCount": "about status",
    "monitoring.FindingChange": "detector status about",
    "monitoring.Revision": "subject",
    "monitoring.Rule": "number digest said_last",
    "monitoring.RuleWord": "source",
    "monitoring.Trial": "digest coverage",
    "monitoring.Sample": "subject_kind subject",
    "monitoring.KnownGood": "platform shop_id rule",
    "operators.Subject": "number kind",
    "operators.Link": "kind value_key stands code",
    "operators.Judgement": "verdict",
    "operators.Report": "number sha256 stands reasons lacking answers",
    "operators.Proof": "number duty sha256 stands",
    "parcels.Batch": "number digest key",
    "parcels.Attestation": "waybill region sender_kind method identity phone",
    "parcels.WaybillInquiry": "further",
    "parcels.Answer": "region",
    "parcels.Posting": "number region standing",
    "clues.Clue": "platform shop_id shop_url listing_id listing_url",
    "clues.KnownHeading": "theirs ours",
    "notices.Right": "number code code_key kind registration standing",
    "notices.Seller": "shop classes",
    "notices.RightPicture": "kind sha256 hashes",
    "notices.Target": "digest state kept_as measure automation ended_as seen",
    "notices.Notice": "number code code_key origin standing sending sent_rows regime",
    "notices.SellerDecision": "number rung standing",
    "notices.FigureAppeal": "number figure standing",
    "notices.Addition": "sha256",
    "disputes.Complaint": "platform shop_id listing_url hotline",
    "disputes.ConsumerReceipt": "number code code_key role",
    "disputes.ConsumerWord": "kind sha256",
    "cases.Case": "field crime nearness",
    "cases.AmountLine": "standing",
    "cases.Invitation": "standing",
    "statements.Statement": "sha256 theirs ignored notes bad_rows standing",
    "statements.Excerpt": "rows",
    "deliveries.Delivery": "source sha256 stands digest",
    "deliveries.Look": "source mark",
    "matters.Matter": "number",
    "matters.Party": "standing",
    "matters.Offer": "standing shop_key listing_key",
    "matters.Exhibit": "standing proves sha256",
    "matters.Charge": "standing act field broken applied",
    "matters.Penalty": "standing",
    "matters.Answer": "standing",
    "transfers.Waiver": "standing",
    "exchange.AdoptedRegister": "agreement sha256",
    "exchange.Peer": "node sent_id received_id",
    "exchange.SharedRecord": "kind",
    "exchange.RecordVersion": "fields",
    "exchange.Copy": "region decisions passed_on heard consents",
    "exchange.HeldRecord": "kind fields release consents",
    "exchange.RecordFile": "sha256 belongs_to",
    "exchange.OwnAgreement": "name sha256",
    "exchange.Question": "name purpose kinds commitments hits",
    "exchange.QuestionTaken": "name purpose kinds region",
    "exchange.Piece": "sha256",
    "exchange.Envelope": "sha256",
    "exchange.Outgoing": "kind",
    "exchange.Arrival": "sha256",
    "oversight.Suggestion": "standing",
    "oversight.Recognition": "standing",
    "oversight.Urging": "deadline label_zh label_en",
    "oversight.Sighting": "standing number",
    "publication.Publication": "number standing",
    "lab.Experiment": "number title_zh title_en digest",
    "lab.Consultation": "number figures digest",
    "lab.Comment": "number code code_key came origin refused_as",
    "law.Review": "number kind name digest text_sha256 standing",
    "lab.Run": "digest results table replay",
    "retention.ErasedFile": "sha256",
    "jobs.Job": "kind key folder holder leads_to",
    "documents.Document": "form number phrases template sha256 sealed_sha256",
    "documents.Phrase": "place",
    "documents.Template": "form sha256",
    "documents.Numbering": "short pattern settings",
    "documents.Series": "word",
    "node.Pulse": "name",
    "node.Alarm": "name",
    "node.Shared": "key value",
    "views.View": "path told",
    "office.Department": "region platform code",
    "office.Officer": "password roles",
    "office.ApiKey": "sha256",
    "office.Consent": "roles",
    "office.Roster": "number sha256 digest",
    "office.Dossier": "number procedure sector state_text subject_kind",
    "office.Proposal": "step",
    "office.Deadline": "name label_zh label_en basis_zh basis_en ground verification obliged obliged_kind unit counting",
    "office.PersonalValue": "name salt",
    "office.FileNumber": "head",
    "office.SealedFile": "sha256 came_from",
    "office.Reading": "of path",
    "office.Entry": "kind key",
    "office.Checkpoint": "note",
    "office.Standing": "model told noted",
    "office.Awaiting": "role step barred",
    "office.AwaitingDrawn": "digest",
    "notices.Batch": "number sha256",
    "notices.Draft": "number sha256",
    "notices.Sighting": "by listing",
    "matters.Move": "beside rows",
    "notices.BankHit": "listing own_picture",
    "notices.HolderComplaint": "number rows standing",
    "notices.OperatorAnswer": "kind sha256",
    "notices.OperatorReceipt": "code code_key rows",
    "pictures.Acceptance": "into kind of sha256",
    "pictures.Mask": "boxes copy_sha256 of sha256",
    "pictures.PictureReading": "by note_en note_zh sha256",
    "publication.PublicReason": "automation classes decision grounds measure of_notice right_kind uid",
}


def columns() -> Iterator[tuple[str, "models.Field[Any, Any]"]]:
    """Yield each column of text or JSON of our models, with its model's label; choices of an enumeration are keys by themselves."""
    for model in apps.get_models():
        if model.__module__.startswith("mingjian."):
            for field in model._meta.local_concrete_fields:
                if isinstance(field, models.CharField | models.TextField | models.JSONField) and not field.choices:
                    yield model._meta.label, field


def names_in(declared: dict[str, str]) -> set[str]:
    return {f"{label}.{name}" for label, names in declared.items() for name in names.split()}


def test_each_column_of_text_is_declared_once() -> None:
    there = {f"{label}.{field.name}" for label, field in columns()}
    declared = [names_in(one) for one in (PERSONAL, TOLD, KEYS)]
    assert there == set.union(*declared)
    assert sum(map(len, declared)) == len(there)


def test_what_is_personal_is_encrypted_and_nothing_else_is() -> None:
    hidden = {f"{label}.{field.name}" for label, field in columns() if isinstance(field, HiddenField)}
    assert hidden == names_in(PERSONAL) | {f"{label}.code" for label in OPENING}


def test_equal_values_are_found_by_a_keyed_hash_that_tells_nothing(settings: Any) -> None:
    keyed = [(label, field) for label, field in columns() if isinstance(field, LookupField)]
    assert {(label, field.of) for label, field in keyed} == {("operators.Link", "value"), *((label, "code") for label in OPENING)}
    held = lookup("13800001234")
    assert held == lookup("13800001234") != lookup("13800001235")
    settings.SECRET_KEY = "another"  # noqa: S105 - of a test
    assert lookup("13800001234") != held
    assert lookup("") == ""


@pytest.mark.django_db
@pytest.mark.parametrize("asked", [{"name": "陈某"}, {"name__contains": "陈"}, {"name__in": ["陈某"]}, {"links__value": "陈某"}])
def test_a_question_by_an_encrypted_column_is_refused_since_it_would_find_no_row(who: dict[str, Officer], asked: dict[str, Any]) -> None:
    open_subject(by=who["li"], at=MORNING, subject_kind="person", subject_name="陈某")
    with pytest.raises(FieldError):
        list(Subject.objects.filter(**asked))
    assert Subject.objects.exclude(name="").count() == 1


def test_a_telephone_lies_in_no_table_wherever_it_is_tied(who: dict[str, Officer]) -> None:
    subject = open_subject(by=who["li"], at=MORNING, subject_kind="person", subject_name="欧阳子虚")
    link = add_link(subject, by=who["li"], at=MORNING, link_kind="phone", link_value="13800001234", link_source="平台答复")
    again = add_link(subject, by=who["li"], at=MORNING, link_kind="phone", link_value="13800001234", link_source="平台答复")
    assert again.pk == link.pk
    stored = everything_stored()
    assert [one for one in ("13800001234", "欧阳子虚") if one in stored] == []
    held = Link.objects.get()
    assert (held.value, held.subject.name, held.value_key) == ("13800001234", "欧阳子虚", lookup("13800001234"))


@pytest.mark.django_db
def test_rows_of_before_are_encrypted_and_the_audit_sees_no_change(who: dict[str, Officer]) -> None:
    subject = open_subject(by=who["li"], at=MORNING, subject_kind="person", subject_name="欧阳子虚")
    link = add_link(subject, by=who["li"], at=MORNING, link_kind="phone", link_value="13800001234", link_source="平台答复")
    seal_rows(MORNING)
    with connection.cursor() as cursor:  # as a database of before has them
        cursor.execute("UPDATE operators_link SET value = '13800001234', value_key = ''")
        cursor.execute("UPDATE operators_subject SET name = '欧阳子虚'")
    import_module("mingjian.institutions.operators.migrations.0004_encrypted_columns").encrypt(apps, connection.schema_editor())
    assert "13800001234" not in everything_stored()
    assert Link.objects.get(value_key=lookup("13800001234")).pk == link.pk
    assert [one.text.en for one in audit().found if one.kind == "row"] == []


@pytest.mark.django_db
def test_a_value_of_json_is_encrypted_and_comes_back_as_it_was(who: dict[str, Officer]) -> None:
    from mingjian.institutions.exchange.models import Outgoing

    field = Outgoing._meta.get_field("item")
    value = {"电话": "13800001234", "数": [1, None, "甲"]}
    written = field.get_prep_value(value)
    assert written.startswith(BEGINS)
    assert field.from_db_value(written, None, None) == value
    assert field.from_db_value(json.dumps(value), None, None) == value  # of before it was hidden


@pytest.mark.django_db
def test_what_is_encrypted_is_not_encrypted_again(who: dict[str, Officer]) -> None:
    open_subject(by=who["li"], at=MORNING, subject_kind="person", subject_name="欧阳子虚")
    model = apps.get_model("operators", "Subject")
    before = everything_stored()
    encrypt_rows(model, "name")
    assert everything_stored() == before
