"""The door for other nodes: one address, where a member's envelopes are taken in. Nobody signs in there; the request and the envelope prove themselves."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.timezone import now
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from mingjian.core.errors import MingjianError
from mingjian.core.wire.envelope import LARGEST_BODY, LARGEST_HEAD
from mingjian.core.wire.reasons import Refusal, reason_of
from mingjian.core.wire.requests import check_request, key_named
from mingjian.institutions.exchange.services.node import register
from mingjian.institutions.exchange.work.arrivals import Gap, reject, take_in
from mingjian.office.web.limits import takes

MOST = LARGEST_HEAD + LARGEST_BODY


@takes(lambda: MOST)
@login_not_required
@csrf_exempt
@require_POST
def envelopes(request: HttpRequest) -> HttpResponse:
    """Take one envelope of a member in, and answer with the receipt: the proof that this node's ledger has it."""
    at = now()
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        data = _body(request)
        sender = headers.get("mingjian-from", "")
        public = _key(sender, headers)
        check_request(headers, public, to=settings.NODE, method="POST", path=request.path, body=data, at=at)
    except Refusal as refused:
        reject(refused, headers.get("mingjian-from", ""), at)
        return _problem(refused, 403)
    try:
        receipt = take_in(data, _size(headers, "mingjian-seen"), at, _size(headers, "mingjian-heard"))
    except Gap as gap:
        return _problem(gap, 409, expected=gap.expected)
    except Refusal as refused:
        return _problem(refused, 422)
    except MingjianError:  # of this node: no sheet, no room, no proof; the other sends it again
        return _problem(Refusal("peer_fails"), 503)
    return HttpResponse(receipt.data, content_type="application/json")


def _body(request: HttpRequest) -> bytes:
    """Read the body, which may be larger than a form's, up to the limit. Raises Refusal beyond it."""
    length = request.META.get("CONTENT_LENGTH", "")
    if not length.isdigit() or int(length) > MOST:
        raise Refusal("too_large")
    return request.read(int(length))


def _key(sender: str, headers: dict[str, str]) -> bytes:
    return register().signing_key(sender, key_named(headers), now())


def _size(headers: dict[str, str], name: str) -> int:
    told = headers.get(name, "")
    return int(told) if told.isdigit() and len(told) < 16 else 0


def _problem(refused: Refusal, status: int, **more: int) -> JsonResponse:
    """Return why, by its key, so that the other node tells its officers in their language; the words are for whoever reads the answer itself."""
    said = reason_of(refused.why).said
    body = {"title": "Refused", "status": status, "why": refused.why, "about": refused.about, "detail": said.zh, "detail_en": said.en, **more}
    return JsonResponse(body, status=status, content_type="application/problem+json")
