"""Things without a procedure through the API: how one stands, which acts it is open to for the asker, and to do one."""

import json
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.timezone import now
from ninja import Router, Schema, Status

from mingjian.core.errors import BadInput
from mingjian.core.procedure.acts import Act
from mingjian.office.acts.execution import Deed, do
from mingjian.office.acts.offers import act_named, acts_open, makers_open
from mingjian.office.acts.things import Standing, find, kind_of, label_of, thing_kinds
from mingjian.office.api.dossiers import EntryOut, PaperOut, Words, entry_told, papers_told, words_told
from mingjian.office.api.keys import LONGEST_KEY
from mingjian.office.files.storage import Brought
from mingjian.office.people.signin import officer_of
from mingjian.office.strict import refuse_unknown

router = Router(tags=["acts"])


class ActOut(Schema):
    """An act open to the asker now: its name, and the papers that it needs."""

    name: str
    label: Words
    needs: list[PaperOut]


class KindOut(Schema):
    """A kind of thing, and the acts by which the asker may make one."""

    kind: str
    label: Words
    acts: list[ActOut]


class ThingOut(Schema):
    """A thing as it stands: its number here, its name on every node, its state, and the acts open to the asker."""

    kind: str
    number: str
    name: str
    state: str
    acts: list[ActOut]


class DeedOut(Schema):
    """
    What came of an act: the thing as it then stands, and the entry in the ledger; either is empty where a repeated request brought nothing new.

    `shown_once`: the path of a page with a secret code, in the reply to the first request alone; empty for most acts.
    """

    thing: ThingOut | None
    entry: EntryOut | None
    shown_once: str = ""


#: What is sent: JSON, or a form where files come with it. Ninja would describe one of the two only.
_SENT = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "title": "ActIn",
                    "description": "The papers of an act. `key`: repeat the request under the same key and it is done once.",
                    "properties": {"papers": {"type": "object"}, "key": {"type": "string", "maxLength": LONGEST_KEY}},
                    "additionalProperties": False,
                }
            },
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "title": "ActForm",
                    "description": "The papers of an act as fields of a form, each file under the name of its paper; `key` as in JSON.",
                    "additionalProperties": True,
                }
            },
        },
    }
}


@router.get("", response=list[KindOut])
def all_kinds(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the kinds of thing on this node, and the acts by which the asker may make one of each."""
    officer = officer_of(request)
    told = [(kind, makers_open(kind, officer)) for kind in thing_kinds()]
    return [{"kind": kind, "label": words_told(label_of(kind)), "acts": [_act(one) for one in makers]} for kind, makers in told]


@router.get("/{kind}/{number}", response=ThingOut)
def one_thing(request: HttpRequest, kind: str, number: str) -> dict[str, Any]:
    """Return a thing as it stands, with the acts open to the asker."""
    return _thing(request, find(kind, number, officer_of(request)))


@router.post("/{kind}/{number}", response={201: DeedOut}, openapi_extra=_SENT)
def make_thing(request: HttpRequest, kind: str, number: str) -> Status[dict[str, Any]]:
    """Make a thing of a kind. What stands in the place of its number is the name of the act that makes one."""
    papers, key = _sent(request)
    deed = do(act_named(kind, number, makes=True), None, by=officer_of(request), at=now(), given=papers, key=key)
    return Status(201, _deed(request, deed, deed.result))


@router.post("/{kind}/{number}/{act}", response=DeedOut, openapi_extra=_SENT)
def do_act(request: HttpRequest, kind: str, number: str, act: str) -> dict[str, Any]:
    """Do an act to a thing, and give the thing as it then stands."""
    officer = officer_of(request)
    thing = find(kind, number, officer)
    papers, key = _sent(request)
    return _deed(request, do(act_named(kind, act), thing, by=officer, at=now(), given=papers, key=key), thing)


def _sent(request: HttpRequest) -> tuple[dict[str, object], str | None]:
    """Read the papers and the key of a request. Raises BadInput where it is neither JSON of that shape nor a form."""
    if request.content_type == "multipart/form-data":
        files = {name: Brought(file.chunks(), file.name or "") for name, file in request.FILES.items() if isinstance(file, UploadedFile)}
        fields: dict[str, object] = {name: value for name, value in request.POST.items() if name != "key"}
        if len(named := request.POST.get("key", "")) > LONGEST_KEY:
            raise BadInput(f"key 至多 {LONGEST_KEY} 个字符。", f"A key has {LONGEST_KEY} characters at most.")
        return {**fields, **files}, named or None
    try:
        told = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        raise BadInput("请求内容无法读取，须为 JSON。", "The request cannot be read: it must be JSON.") from None
    if isinstance(told, Mapping):
        refuse_unknown(told, ("papers", "key"), "字段", "field")
    papers, key = (told.get("papers", {}), told.get("key")) if isinstance(told, Mapping) else (None, None)
    if not isinstance(papers, dict) or not isinstance(key, str | None) or len(key or "") > LONGEST_KEY:
        raise BadInput("请写成 {papers: {…}, key: …}。", "Write it as {papers: {…}, key: …}.")
    return dict(papers), key or None


def _deed(request: HttpRequest, deed: Deed, thing: Standing | None) -> dict[str, Any]:
    entry = entry_told(deed.entry, officer_of(request)) if deed.entry is not None else None
    return {"thing": _thing(request, thing) if thing is not None else None, "entry": entry, "shown_once": deed.shown_once}


def _thing(request: HttpRequest, thing: Standing) -> dict[str, Any]:
    acts = [_act(one) for one in acts_open(thing, officer_of(request))]
    return {"kind": kind_of(thing), "number": thing.number, "name": thing.wire_name, "state": thing.state, "acts": acts}


def _act(act: Act) -> dict[str, Any]:
    return {"name": act.name, "label": words_told(act.label), "needs": papers_told(act.needs)}
