"""Requests drawn from the description of the API: each is answered or refused, and none ends in an error of ours."""

from typing import Any

import pytest
import schemathesis
from django.test import Client
from django.utils.timezone import now
from hypothesis import HealthCheck, given, settings
from people import people

from mingjian.api import api
from mingjian.office.people.keys import make_key

pytestmark = pytest.mark.django_db
SCHEMA = schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix="/api/"))
OPERATIONS = [found.ok() for found in SCHEMA.get_all_operations()]
FEW = settings(max_examples=6, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))


@pytest.mark.slow
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.label)
def test_no_request_that_the_description_allows_ends_in_an_error_of_ours(operation: Any, sealed: None) -> None:
    key = make_key(people("li")["li"], "test", at=now())
    client = Client(headers={"Authorization": f"Bearer {key}"}, raise_request_exception=False)

    @FEW
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        sent = case.as_transport_kwargs(base_url="http://testserver")
        body = {"data": sent["json"], "content_type": "application/json"} if sent.get("json") is not None else {}
        reply = _send(client, sent, body)
        assert reply.status_code < 500, f"refuse this request in words (BadInput or a narrower schema): {sent['method']} {sent['url']} {sent.get('json')}"

    ask()


def _send(client: Client, sent: dict[str, Any], body: dict[str, Any]) -> Any:
    path = sent["url"].removeprefix("http://testserver")
    return getattr(client, sent["method"].lower())(path, query_params=sent.get("params") or None, **body)
