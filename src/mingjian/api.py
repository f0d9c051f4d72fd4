"""Every router of the API, and how a system proves who it is."""

import re
from collections.abc import Callable
from functools import cache, wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer, SessionAuth

from mingjian.core.errors import MingjianError
from mingjian.core.language import Text
from mingjian.office.api.acts import router as acts
from mingjian.office.api.changes import router as changes
from mingjian.office.api.docket import router as docket
from mingjian.office.api.dossiers import router as office
from mingjian.office.institution import institutions
from mingjian.office.models import Officer
from mingjian.office.people.keys import officer_of_key
from mingjian.office.people.signin import lacks_second_factor
from mingjian.office.strict import refuse_half_signs, refuse_unknown
from mingjian.office.web.errors import problem_json
from mingjian.office.web.middleware import problem
from mingjian.office.web.search_api import router as search


class Key(HttpBearer):
    """`Authorization: Bearer KEY`, a key that an administrator made for an officer."""

    def authenticate(self, request: HttpRequest, token: str) -> Officer | None:
        officer = officer_of_key(token, now(), request.method or "")
        if officer is not None:
            request.user = officer
        return officer


class Session(SessionAuth):
    """The console's own session, second factor included; changes need the CSRF token."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any | None:
        officer = request.user if isinstance(request.user, Officer) else None
        return officer if officer and not lacks_second_factor(officer) else None


class Described(NinjaAPI):
    """An API whose description says, for every operation, how it refuses."""

    def get_openapi_schema(self, **given: Any) -> Any:
        """Describe the API (OpenAPI 3.1), with the answer of all errors at each operation."""
        schema = super().get_openapi_schema(**given)
        schema["components"]["schemas"]["Problem"] = PROBLEM
        for operations in schema["paths"].values():
            for operation in operations.values():
                operation["responses"]["4XX"] = REFUSED
        return schema


@cache
def parameters_known() -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the query parameters of each operation, by method and address, as the description has them."""
    paths = api.get_openapi_schema()["paths"]
    told = ((method.upper(), address, one.get("parameters", [])) for address, operations in paths.items() for method, one in operations.items())
    return {(method, address): tuple(one["name"] for one in parameters if one["in"] == "query") for method, address, parameters in told}


#: What answers about hostile texts and keeps none: half a character in one row refuses no other.
KEEPS_NOTHING = {"/api/screen"}


def only_known_parameters(operation: Callable[..., Any]) -> Callable[..., Any]:
    """Refuse a request that asks by a parameter that its operation does not know (a filter that is misspelt would give everything), and half characters."""

    @wraps(operation)
    def asked(request: HttpRequest, *given: Any, **named: Any) -> Any:
        match = request.resolver_match
        address = "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", match.route if match else "")
        refuse_unknown(request.GET, parameters_known().get((request.method or "", address), ()), "查询参数", "query parameter")
        if address not in KEEPS_NOTHING:
            refuse_half_signs(request)
        return operation(request, *given, **named)

    return asked


PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "What went wrong (RFC 9457), in Chinese and English; `errors` names the fields of a malformed request, or the papers that lack something.",
    "required": ["title", "status", "detail", "detail_en"],
    "properties": {
        "title": {"type": "string", "examples": ["BadInput", "NotFound", "NotPermitted", "NotSignedIn", "StepRefused", "TooLarge"]},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "detail_en": {"type": "string"},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
}
REFUSED = {
    "description": "Refused: 401 without a key that holds, 403 not permitted, 404 not there or not to be seen, 409 out of turn, 413 over 10 MB, 422 bad input.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
api = Described(
    title="明鉴 Mingjian",
    version="1",
    description="Dossiers, clues and findings of this node. Errors are problem+json (RFC 9457).",
    auth=[Key(), Session()],
    docs_url=None,  # the page would load its scripts from elsewhere
    urls_namespace="api",
    servers=[{"url": settings.CONSOLE or "/", "description": "本节点 · this node"}],
)
api.add_decorator(only_known_parameters)
api.add_router("/dossiers", office)
api.add_router("/acts", acts)
api.add_router("/changes", changes)
api.add_router("/docket", docket)
api.add_router("/search", search)
for institution in institutions():
    for prefix, router in institution.routers.items():
        api.add_router(prefix, institution.part(router))


@api.exception_handler(MingjianError)
def _named(request: HttpRequest, error: MingjianError) -> HttpResponse:
    return problem(error)


@api.exception_handler(ValidationError)
def _malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    odd = [str(one["loc"][-1])[:80] for one in error.errors if one.get("type") == "extra_forbidden"]
    said = Text("请求格式不符。", "The request is malformed.")
    if odd:
        said = Text(
            f"没有字段 {'、'.join(odd[:5])}，没有办理。字段名见 /api/openapi.json。",
            f"Nothing was done: there is no field {', '.join(odd[:5])}. /api/openapi.json has the names.",
        )
    body = {"title": "BadInput", "status": 422, "detail": said.zh, "detail_en": said.en, "errors": error.errors}
    response = api.create_response(request, body, status=422)
    response["Content-Type"] = "application/problem+json"
    return response


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return _not_signed_in(request)


def _not_signed_in(request: HttpRequest) -> HttpResponse:
    zh, en = "请先登录，或出示有效的接口密钥（Authorization: Bearer）。", "Sign in, or give an API key that holds (Authorization: Bearer)."
    return problem_json("NotSignedIn", 401, Text(zh, en))


@api.exception_handler(RequestDataTooBig)
def _too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return problem_json("TooLarge", 413, Text("请求超过 10 MB，请分批发送。", "The request is over 10 MB: send it in parts."))


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code == 403:  # the only one that ninja itself says: a session without its token, asked before who is there
        if not request.user.is_authenticated:
            return _not_signed_in(request)
        said = Text("网页会话须附 CSRF 令牌；系统对接请用接口密钥。", "A session needs its CSRF token; systems use an API key.")
        return problem_json("NotPermitted", 403, said)
    return problem_json("BadInput", error.status_code, Text("请求内容无法读取，须为 JSON。", "The request cannot be read: it must be JSON."))
