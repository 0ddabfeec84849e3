"""/api/docs: the OpenAPI document as a page that loads nothing from anywhere."""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from fastapi import FastAPI, Request, Response

from app.web.doors import MaybeActor, Reading, pages
from app.web.templating import show

router = pages("api-reader")

_METHODS = ("get", "post", "put", "patch", "delete")
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    where: str  # path, query, header
    type: str
    required: bool
    says: str


@dataclass(frozen=True, slots=True)
class Shape:
    """What a body looks like: its media type and its fields."""

    media_type: str
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    status: str
    says: str
    shapes: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    key: str
    method: str
    path: str
    summary: str
    says: str
    parameters: tuple[Parameter, ...]
    bodies: tuple[Shape, ...]
    answers: tuple[Answer, ...]
    signed_in: bool


@dataclass(frozen=True, slots=True)
class Group:
    tag: str
    operations: tuple[Operation, ...]


@router.get("/api/docs")
def reader(request: Request, session: Reading, actor: MaybeActor) -> Response:
    app: FastAPI = request.app
    document = app.openapi()
    groups = _read(json.dumps(document))
    return show(request, "home/api.html", groups=groups, info=document["info"], address=app.openapi_url)


@cache
def _read(text: str) -> tuple[Group, ...]:
    """The operations by tag. The document of a process never changes: read once."""
    document = json.loads(text)
    schemas = document.get("components", {}).get("schemas", {})
    groups: dict[str, list[Operation]] = {}
    for path, methods in document["paths"].items():
        for method in _METHODS:
            if raw := methods.get(method):
                tag = (raw.get("tags") or ["–"])[0]
                groups.setdefault(tag, []).append(_operation(path, method, raw, schemas))
    return tuple(Group(tag, tuple(operations)) for tag, operations in groups.items())


def _operation(path: str, method: str, raw: dict[str, Any], schemas: dict[str, Any]) -> Operation:
    parameters = tuple(
        Parameter(
            p["name"],
            p["in"],
            describe(p.get("schema", {}), schemas).replace("\n", " "),
            p.get("required", False),
            p.get("description", ""),
        )
        for p in raw.get("parameters", ())
    )
    answers = tuple(
        Answer(status, answer.get("description", ""), _shapes(answer.get("content", {}), schemas))
        for status, answer in raw.get("responses", {}).items()
    )
    return Operation(
        key=raw.get("operationId", f"{method}{path}").replace("/", "-"),
        method=method.upper(),
        path=path,
        summary=raw.get("summary", ""),
        says=raw.get("description", ""),
        parameters=parameters,
        bodies=_shapes(raw.get("requestBody", {}).get("content", {}), schemas),
        answers=answers,
        signed_in=bool(raw.get("security")),
    )


def _shapes(content: dict[str, Any], schemas: dict[str, Any]) -> tuple[Shape, ...]:
    return tuple(Shape(media_type, describe(c.get("schema", {}), schemas)) for media_type, c in content.items())


def describe(schema: dict[str, Any], schemas: dict[str, Any], depth: int = 0, seen: tuple[str, ...] = ()) -> str:
    """A schema as JSON would look, with types in place of values. What contains itself is named and not opened."""
    if "$ref" in schema:
        name = str(schema["$ref"]).rsplit("/", 1)[-1]
        if name in seen or depth > _DEEPEST:
            return name
        return describe(schemas.get(name, {}), schemas, depth, (*seen, name))
    for key in ("anyOf", "oneOf"):
        if key in schema:
            return " | ".join(dict.fromkeys(describe(part, schemas, depth, seen) for part in schema[key]))
    if "allOf" in schema:
        return " & ".join(describe(part, schemas, depth, seen) for part in schema["allOf"])
    if "enum" in schema:
        return " | ".join(json.dumps(value, ensure_ascii=False) for value in schema["enum"])
    if "const" in schema:
        return json.dumps(schema["const"], ensure_ascii=False)
    kind = schema.get("type", "any")
    if kind == "array":
        return f"[ {describe(schema.get('items', {}), schemas, depth, seen)} … ]"
    if kind == "object":
        return _object(schema, schemas, depth, seen)
    return f"{kind} ({schema['format']})" if "format" in schema else str(kind)


def _object(schema: dict[str, Any], schemas: dict[str, Any], depth: int, seen: tuple[str, ...]) -> str:
    pad = "  " * (depth + 1)
    required = set(schema.get("required", ()))
    lines = [
        f"{pad}{json.dumps(name, ensure_ascii=False)}{'' if name in required else '?'}: "
        f"{describe(field, schemas, depth + 1, seen)}"
        for name, field in schema.get("properties", {}).items()
    ]
    more = schema.get("additionalProperties")
    if isinstance(more, dict) and more:
        lines.append(f"{pad}…: {describe(more, schemas, depth + 1, seen)}")
    if not lines:
        return "{ … }" if more else "{}"
    return "{\n" + ",\n".join(lines) + "\n" + "  " * depth + "}"
