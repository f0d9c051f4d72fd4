"""Schemas of what is written for other systems, after their standards: STIX 2.1 (OASIS, June 2021), MISP core format, FollowTheMoney."""

from typing import Any

UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
INSTANT = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$"


def _id(kind: str) -> dict[str, Any]:
    return {"type": "string", "pattern": f"^{kind}--{UUID}$"}


def _domain(kind: str, needs: list[str], **own: Any) -> dict[str, Any]:
    """A domain or relationship object (section 3.2): its common properties and its own, and no others."""
    common = {
        "type": {"const": kind},
        "spec_version": {"const": "2.1"},
        "id": _id(kind),
        "created": {"type": "string", "pattern": INSTANT},
        "modified": {"type": "string", "pattern": INSTANT},
        "created_by_ref": _id("identity"),
        "object_marking_refs": {"type": "array", "minItems": 1, "items": _id("marking-definition")},
        "confidence": {"type": "integer", "minimum": 0, "maximum": 100},
        "external_references": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["source_name"],
                "properties": {"source_name": {"type": "string"}, "external_id": {"type": "string"}},
                "additionalProperties": False,
            },
        },
    }
    required = ["type", "spec_version", "id", "created", "modified", *needs]
    return {"type": "object", "required": required, "properties": common | own, "additionalProperties": False}


def _observable(kind: str, needs: list[str], **own: Any) -> dict[str, Any]:
    common = {"type": {"const": kind}, "spec_version": {"const": "2.1"}, "id": _id(kind)}
    common["object_marking_refs"] = {"type": "array", "minItems": 1, "items": _id("marking-definition")}
    return {"type": "object", "required": ["type", "id", *needs], "properties": common | own, "additionalProperties": False}


TEXT = {"type": "string", "minLength": 1}
REFS = {"type": "array", "minItems": 1, "items": {"type": "string", "pattern": f"^[a-z0-9-]+--{UUID}$"}}
STIX: dict[str, dict[str, Any]] = {
    "identity": _domain("identity", ["name"], name=TEXT, identity_class={"enum": ["individual", "group", "system", "organization", "class", "unknown"]}),
    "location": _domain("location", ["country"], country={"pattern": "^[A-Z]{2}$"}, street_address=TEXT),
    "note": _domain("note", ["content", "object_refs"], abstract=TEXT, content=TEXT, object_refs=REFS),
    "report": _domain(
        "report",
        ["name", "published", "object_refs"],
        name=TEXT,
        report_types={"type": "array", "minItems": 1},
        published={"pattern": INSTANT},
        object_refs=REFS,
    ),
    "relationship": _domain(
        "relationship",
        ["relationship_type", "source_ref", "target_ref"],
        relationship_type={"pattern": "^[a-z0-9-]+$"},
        source_ref=TEXT,
        target_ref=TEXT,
        start_time={"pattern": INSTANT},
    ),
    "user-account": _observable("user-account", ["user_id"], user_id=TEXT, account_type=TEXT, display_name=TEXT),
    "url": _observable("url", ["value"], value={"type": "string", "pattern": "^[a-z][a-z0-9+.-]*:"}),
}

CATEGORIES = {
    "Attribution": ["threat-actor", "campaign-name", "text", "comment", "other"],
    "Other": ["text", "comment", "other", "size-in-bytes"],
    "Social network": ["github-username", "twitter-id", "jabber-id", "email", "text", "comment", "other"],
    "Network activity": ["ip-src", "ip-dst", "hostname", "domain", "url", "uri", "text", "comment", "other"],
}
_ATTRIBUTE = {
    "type": "object",
    "required": ["uuid", "type", "category", "value"],
    "properties": {
        "uuid": {"type": "string", "pattern": f"^{UUID}$"},
        "type": TEXT,
        "category": {"enum": list(CATEGORIES)},
        "value": TEXT,
        "comment": {"type": "string"},
        "to_ids": {"type": "boolean"},
        "distribution": {"enum": ["0", "1", "2", "3", "4", "5"]},
        "object_relation": TEXT,
    },
    "allOf": [{"if": {"properties": {"category": {"const": name}}}, "then": {"properties": {"type": {"enum": kinds}}}} for name, kinds in CATEGORIES.items()],
    "additionalProperties": False,
}
_WITHIN = {**_ATTRIBUTE, "required": ["uuid", "type", "category", "value", "object_relation"]}
MISP: dict[str, Any] = {
    "type": "object",
    "required": ["Event"],
    "properties": {
        "Event": {
            "type": "object",
            "required": ["uuid", "info", "date", "threat_level_id", "analysis", "distribution"],
            "properties": {
                "uuid": {"pattern": f"^{UUID}$"},
                "info": TEXT,
                "date": {"pattern": r"^\d{4}-\d{2}-\d{2}$"},
                "timestamp": {"pattern": r"^\d+$"},
                "threat_level_id": {"enum": ["1", "2", "3", "4"]},
                "analysis": {"enum": ["0", "1", "2"]},
                "distribution": {"enum": ["0", "1", "2", "3", "4"]},
                "published": {"type": "boolean"},
                "Orgc": {"type": "object", "required": ["name", "uuid"]},
                "Tag": {"type": "array", "items": {"type": "object", "required": ["name"]}},
                "Attribute": {"type": "array", "items": _ATTRIBUTE},
                "Object": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["uuid", "name", "meta-category", "template_uuid", "template_version", "Attribute"],
                        "properties": {"Attribute": {"type": "array", "minItems": 1, "items": _WITHIN}},
                    },
                },
            },
            "additionalProperties": False,
        }
    },
}
#: Properties of each schema that are used, as the model of FollowTheMoney names them; those that hold the name of another entity are marked.
FTM = {
    "Company": {"name", "registrationNumber", "jurisdiction", "address", "addressEntity*", "publisher"},
    "Address": {"full", "country"},
    "UserAccount": {"name", "service", "username", "owner*"},
    "UnknownLink": {"subject*", "object*", "role", "startDate"},
}
