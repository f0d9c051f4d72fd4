"""Pages for whoever programs against the API: where to begin, and every operation with its fields, drawn from the description of this node."""

import json
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.utils.text import slugify
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from mingjian.api_words import SUMMARIES, TAGS
from mingjian.core.language import Text

Schema = dict[str, Any]
_MOST_CHOICES = 12  # that stand in a line; more are folded
_BOUNDS = (("≥", "minimum"), ("≤", "maximum"), ("≤", "maxLength"), ("≤", "maxItems"))
_WRITES = frozenset({"post", "put", "patch", "delete"})


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show where to begin; a program that asks for no page is told the addresses."""
    if "text/html" not in request.headers.get("Accept", "*/*") and "*/*" not in request.headers.get("Accept", "*/*"):
        return JsonResponse({"description": "/api/openapi.json", "pages": ["/api", "/api/docs"], "changes": "/api/changes"})
    return render(request, "office/api.html", {"sections": sections(), "base": _base(request)})


@login_not_required
@require_safe
def operations(request: HttpRequest) -> HttpResponse:
    """Show every operation with its parameters, fields, answers and an example, and each schema once."""
    return render(request, "office/api_docs.html", {"sections": sections(), "schemas": schemas(), "base": _base(request), "is_zh": _is_zh()})


@cache
def sections() -> list[dict[str, Any]]:
    """Return the operations by subject, in the order of the description."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path, operations in _description()["paths"].items():
        for method, operation in operations.items():
            found.setdefault(operation["tags"][0], []).append(_operation(method, path, operation))
    return [{"tag": tag, "title": TAGS.get(tag, Text(tag, tag)), "operations": told} for tag, told in found.items()]


@cache
def schemas() -> list[dict[str, Any]]:
    """Return each schema with its fields, by name."""
    told = _description()["components"]["schemas"]
    return [{"name": name, "about": _about(told[name]), "fields": _fields(told[name])} for name in sorted(told)]


@cache
def _description() -> Schema:
    """Return the description, drawn once a process: it takes a tenth of a second, and each field that refers to a schema asks for it."""
    schema: Schema = import_string("mingjian.api.api").get_openapi_schema()
    return schema


def _base(request: HttpRequest) -> str:
    return str(settings.CONSOLE or request.build_absolute_uri("/")).rstrip("/")


def _is_zh() -> bool:
    return (get_language() or "").startswith("zh")


def _operation(method: str, path: str, operation: Schema) -> dict[str, Any]:
    content = operation.get("requestBody", {}).get("content", {})
    bodies = [{"kind": kind, "schema": _words(one["schema"]), "fields": _fields(one["schema"])} for kind, one in content.items()]
    english = str(operation.get("summary", ""))
    return {
        "method": method.upper(),
        "path": path,
        "anchor": slugify(f"{method}-{path}"),
        "title": Text(SUMMARIES.get(f"{method} {path.removeprefix('/api')}", english), english),
        "about": operation.get("description", ""),
        "parameters": [
            _field(one["name"], one["schema"], is_required=bool(one.get("required")), place=one["in"]) for one in operation.get("parameters", [])
        ],
        "bodies": bodies,
        "answers": [{"status": status, **_answer(answer)} for status, answer in operation["responses"].items()],
        "example": _example(method, path, operation, bodies),
    }


def _answer(answer: Schema) -> dict[str, Any]:
    content: Schema = next(iter(answer.get("content", {}).values()), {})
    return {"about": answer.get("description", ""), "schema": _words(content.get("schema", {}))}


def _example(method: str, path: str, operation: Schema, bodies: list[dict[str, Any]]) -> str:
    """Return a line for a shell that asks for the operation, with its required fields."""
    asked = "&".join(f"{one['name']}=…" for one in operation.get("parameters", []) if one["in"] == "query" and one.get("required"))
    words = [f"curl -H \"Authorization: Bearer $KEY\" \"$NODE{path}{'?' + asked if asked else ''}\""]
    if method in _WRITES and bodies:
        fields = [one for one in bodies[0]["fields"] if one["is_required"] or one["name"] in {"key", "papers", "reason"}]
        if bodies[0]["kind"] == "application/json":
            told = json.dumps({one["name"]: _sample(one["type"]) for one in fields}, ensure_ascii=False)
            words.append(f"-H 'Content-Type: application/json' -d '{told}'")
        else:
            words += [f"-F '{one['name']}={'@FILE' if one['name'] == 'file' else '…'}'" for one in fields]
    elif method in _WRITES:
        words.append("-X " + method.upper())
    return " ".join(words)


def _sample(kind: str) -> object:
    samples: dict[str, object] = {"integer": 1, "number": 1, "boolean": True, "object": {}}
    return samples.get(kind.split(" | ")[0], [] if kind.startswith("[") else "…")


def _fields(schema: Schema) -> list[dict[str, Any]]:
    """Return the fields of an object, of a schema that is referred to as well."""
    whole = _resolved(schema)
    required = whole.get("required", [])
    return [_field(name, one, is_required=name in required) for name, one in whole.get("properties", {}).items()]


def _field(name: str, schema: Schema, *, is_required: bool, place: str = "") -> dict[str, Any]:
    choices = _choices(schema)
    bounds = [f"{word} {_bound(schema, key)}" for word, key in _BOUNDS if _bound(schema, key) is not None]
    return {
        "name": name,
        "type": _words(schema),
        "refers": _refers(schema),
        "is_required": is_required,
        "choices": choices if len(choices) <= _MOST_CHOICES else [],
        "many": choices if len(choices) > _MOST_CHOICES else [],
        "beside": ", ".join([*([place] if place else []), *bounds]),
        "about": schema.get("description", ""),
    }


def _bound(schema: Schema, key: str) -> object:
    return next((one[key] for one in (schema, *schema.get("anyOf", [])) if key in one), None)


def _choices(schema: Schema) -> list[str]:
    parts = (schema, schema.get("items", {}), *schema.get("anyOf", []))
    return [str(value) for part in parts for value in _resolved(part).get("enum", [])]


def _words(schema: Schema) -> str:
    """Return what kind of value a schema asks for, in the words of the description."""
    if "$ref" in schema:
        return str(schema["$ref"].rsplit("/", 1)[-1])
    if parts := schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf"):
        return " | ".join(dict.fromkeys(_words(one) for one in parts))
    kind = schema.get("type", "")
    if kind == "array":
        return f"[{_words(schema.get('items', {}))}]"
    return f"{kind} ({schema['format']})" if "format" in schema else str(kind or "any")


def _refers(schema: Schema) -> str:
    """Return the schema that a field is made of, where it is of one."""
    parts = (schema, schema.get("items", {}), *schema.get("anyOf", []))
    return next((one["$ref"].rsplit("/", 1)[-1] for part in parts for one in (part, part.get("items", {})) if "$ref" in one), "")


def _resolved(schema: Schema) -> Schema:
    while "$ref" in schema:
        schema = _description()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    return schema


def _about(schema: Schema) -> str:
    return str(schema.get("description", ""))
