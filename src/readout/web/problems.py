"""One shape for everything that goes wrong: code, place, message, remedy; as JSON, or as a page that says the same."""

from __future__ import annotations

from typing import Any

import msgspec
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from readout.errors import ReadoutError, UsageError
from readout.ledger.faults import LedgerError


class Problem(msgspec.Struct, frozen=True):
    """What went wrong, where, and what to do."""

    code: str
    place: str
    message: str
    remedy: str


class WebError(ReadoutError):
    """A request that is not answered as asked (codes `RO-W…`), with its HTTP status."""

    def __init__(self, status: int, code: str, place: str, message: str, remedy: str) -> None:
        super().__init__(code, place, message, remedy)
        self.status = status


def missing(place: str, what: str = "page") -> WebError:
    """There is nothing under this address."""
    return WebError(404, "RO-W001", place, f"there is no such {what} in this ledger", "go back, or search for it by its name")


def unreadable(place: str, why: str) -> WebError:
    """A parameter cannot be used as it is."""
    return WebError(422, "RO-W002", place, why, "mend the address or the form and send it again")


def status_of(error: ReadoutError) -> int:
    """The HTTP status of a failure."""
    if isinstance(error, WebError):
        return error.status
    if isinstance(error, UsageError):
        return 400
    if isinstance(error, LedgerError):
        return 503 if error.code in ("RO-L003", "RO-L004", "RO-L005") else 409
    return 422


def wants_json(request: Request) -> bool:
    """Whether the asker reads JSON rather than pages."""
    return request.url.path.endswith(".json") or "text/html" not in request.headers.get("accept", "")


def _answer(request: Request, status: int, problem: Problem) -> Response:
    from readout.web.render import page

    headers = {"retry-after": "10"} if status in (429, 503) else {}
    if wants_json(request):
        return Response(msgspec.json.encode(problem), status_code=status, media_type="application/json", headers=headers)
    return page(request, "problem.html", {"problem": problem, "status": status}, status=status, headers=headers)


def install(app: FastAPI) -> None:
    """Let every failure be answered in the one shape."""

    async def ours(request: Request, error: Any) -> Response:
        return _answer(request, status_of(error), Problem(error.code, error.place, error.message, error.remedy))

    async def parameters(request: Request, error: Any) -> Response:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first.get("loc", ())[1:]) or "request"
        return await ours(request, unreadable(where, str(first.get("msg", "not understood"))))

    async def http(request: Request, error: Any) -> Response:
        if error.status_code == 404:
            return await ours(request, missing(request.url.path))
        if error.status_code == 405:
            allow = WebError(405, "RO-W010", request.url.path, f"{request.method} is not answered here", "use the methods of /openapi.json")
            answer = await ours(request, allow)
            answer.headers.update(error.headers or {})
            return answer
        return await ours(request, WebError(error.status_code, "RO-W002", request.url.path, str(error.detail), "mend the request"))

    async def unknown(request: Request, error: Exception) -> Response:
        place = request.url.path
        fault = WebError(
            500, "RO-W009", place, "Readout failed at this page", "report it with this address; the log of `readout serve` says more"
        )
        return await ours(request, fault)

    app.add_exception_handler(ReadoutError, ours)
    app.add_exception_handler(RequestValidationError, parameters)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(Exception, unknown)
