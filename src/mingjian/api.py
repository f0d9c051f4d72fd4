"""Every router of the API, and how a system proves who it is."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError
from ninja.security import HttpBearer, SessionAuth

from mingjian.core.errors import MingjianError
from mingjian.institutions.clues.api import router as clues
from mingjian.institutions.law.api import router as law
from mingjian.institutions.market.api import router as market
from mingjian.institutions.monitoring.api import router as monitoring
from mingjian.office.api import router as office
from mingjian.office.keys import officer_of_key
from mingjian.office.middleware import problem
from mingjian.office.models import Officer
from mingjian.office.signin import lacks_second_factor


class Key(HttpBearer):
    """`Authorization: Bearer KEY`, a key that an administrator made for an officer."""

    def authenticate(self, request: HttpRequest, token: str) -> Officer | None:
        officer = officer_of_key(token)
        if officer is not None:
            request.user = officer
        return officer


class Session(SessionAuth):
    """The console's own session, second factor included; changes need the CSRF token."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any | None:
        officer = request.user if isinstance(request.user, Officer) else None
        return officer if officer and not lacks_second_factor(officer) else None


api = NinjaAPI(
    title="明鉴 Mingjian",
    version="1",
    description="Dossiers, clues and findings of this node. Errors are problem+json (RFC 9457).",
    auth=[Key(), Session()],
    docs_url=None,  # the page would load its scripts from elsewhere
    urls_namespace="api",
)
api.add_router("/findings", monitoring)
api.add_router("/clues", clues)
api.add_router("/dossiers", office)
api.add_router("/records", market)
api.add_router("/law", law)


@api.exception_handler(MingjianError)
def _named(request: HttpRequest, error: MingjianError) -> HttpResponse:
    return problem(error)


@api.exception_handler(ValidationError)
def _malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    body = {"title": "BadInput", "status": 422, "detail": "请求格式不符。", "detail_en": "The request is malformed.", "errors": error.errors}
    response = api.create_response(request, body, status=422)
    response["Content-Type"] = "application/problem+json"
    return response


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    body = {"title": "NotSignedIn", "status": 401, "detail": "请先登录或出示接口密钥。", "detail_en": "Sign in or give an API key."}
    response = api.create_response(request, body, status=401)
    response["Content-Type"] = "application/problem+json"
    return response
