"""A screen and its twin: one function gives the data, a template shows it, and the same address with `.json` hands it over."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response

from readout.web.render import page

TYPES: list[type] = []
_REF = "#/components/schemas/{name}"


def returned(type_: type) -> dict[int | str, dict[str, Any]]:
    """The description of an answer for OpenAPI."""
    if type_ not in TYPES:
        TYPES.append(type_)
    return {
        200: {
            "description": "The data of the page",
            "content": {"application/json": {"schema": {"$ref": _marker(type_)}}},
        }
    }


def _marker(type_: type) -> str:
    return f"{type_.__module__}.{type_.__qualname__}"


def described(openapi: dict[str, Any]) -> None:
    """Write the schemas of everything that screens hand over into a description, and point to them."""
    refs, components = msgspec.json.schema_components(TYPES, ref_template=_REF)
    names = {_marker(type_): ref["$ref"] for type_, ref in zip(TYPES, refs, strict=True)}
    openapi.setdefault("components", {}).setdefault("schemas", {}).update(components)

    def point(node: Any) -> None:
        if isinstance(node, dict):
            if node.get("$ref") in names:
                node["$ref"] = names[node["$ref"]]
            for value in node.values():
                point(value)
        elif isinstance(node, list):
            for value in node:
                point(value)

    point(openapi["paths"])


def json_answer(data: Any, status: int = 200) -> Response:
    """Data as JSON."""
    return Response(msgspec.json.encode(data), status_code=status, media_type="application/json", headers={"cache-control": "no-store"})


def screen(
    router: APIRouter, path: str, template: str, type_: type, *, extra: Callable[[Any, Any], dict[str, Any]] | None = None
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function `f(see, …) -> data` as a page and as JSON; `extra(data, see)` adds what only the page needs."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        signature = inspect.signature(function, eval_str=True)
        asked = inspect.Parameter("request", inspect.Parameter.KEYWORD_ONLY, annotation=Request)

        @wraps(function)
        def as_json(**given: Any) -> Response:
            found = function(**given)
            return found if isinstance(found, Response) else json_answer(found)

        @wraps(function)
        def as_page(request: Request, **given: Any) -> Response:
            found = function(**given)
            if isinstance(found, Response):
                return found
            more = extra(found, given.get("see")) if extra else {}
            answer = page(request, template, {"data": found, **more})
            _session(request, answer)
            return answer

        kept = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in signature.parameters.values()]
        as_json.__signature__ = signature.replace(parameters=kept, return_annotation=Response)  # type: ignore[attr-defined]
        as_page.__signature__ = signature.replace(parameters=[asked, *kept], return_annotation=Response)  # type: ignore[attr-defined]
        for made in (as_json, as_page):
            del made.__wrapped__  # FastAPI would look behind the wrapper otherwise
        twin = "/desk.json" if path == "/" else f"{path}.json"
        router.add_api_route(twin, as_json, methods=["GET"], responses=returned(type_), response_class=Response, name=function.__name__)
        router.add_api_route(path, as_page, methods=["GET"], include_in_schema=False, response_class=Response)
        return function

    return register


def _session(request: Request, answer: Response) -> None:
    see = getattr(request.state, "see", None)
    if see is not None and see.fresh:
        see.cookie(answer, see.fresh)
