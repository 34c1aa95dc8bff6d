"""The explorer as an application: `create(Settings(ledger="ledger.db"))` for any ASGI server; `readout serve` for a person."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.openapi.utils import get_openapi
from fastapi.responses import RedirectResponse, Response

from readout.ledger import Ledger
from readout.web import problems, render, screens
from readout.web.guard import Bucket, Guard
from readout.web.routes import ROUTERS
from readout.web.settings import Settings
from readout.web.sight import SignIn, sign_in_page

_FAULTS = {400: "Not understood", 401: "Nobody is signed in", 403: "Not allowed", 404: "Not there", 409: "Not possible now",
           413: "Too much was sent",
           421: "Not this host", 422: "A parameter cannot be used", 429: "Too many requests", 503: "The ledger is busy"}  # fmt: skip


def create(settings: Settings, *, ledger: Ledger | None = None) -> FastAPI:
    """The application over one ledger."""
    app = FastAPI(title="Readout explorer", version="1", docs_url=None, redoc_url=None, openapi_url="/openapi.json")
    app.state.settings = settings
    app.state.tries = Bucket(10)
    app.state.ledger = ledger or Ledger(settings.ledger, create=False)
    problems.install(app)

    async def sign_in(request: Request, error: Any) -> Response:
        place = sign_in_page(request, error)
        if place is not None:
            return RedirectResponse(place, status_code=303)
        return screens.json_answer(problems.Problem(error.code, error.place, error.message, error.remedy), 401)

    app.add_exception_handler(SignIn, sign_in)
    app.add_middleware(GZipMiddleware, minimum_size=2000, compresslevel=4)
    app.add_middleware(Guard, settings=settings)

    @app.get("/static/{name}", include_in_schema=False)
    def static(name: str, request: Request) -> Response:
        found = render.asset(request.url.path)
        if found is None:
            raise problems.missing(request.url.path, "file")
        return found

    for router in ROUTERS:
        app.include_router(router)
    app.openapi = lambda: _described(app)  # type: ignore[method-assign]
    return app


def _described(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI description, with our one shape for everything that goes wrong."""
    if app.openapi_schema is None:
        found = get_openapi(title=app.title, version=app.version, routes=app.routes, description=__doc__)
        kept = found.setdefault("components", {}).setdefault("schemas", {})
        for gone in ("HTTPValidationError", "ValidationError"):
            kept.pop(gone, None)
        wrong = screens.returned(problems.Problem)[200]
        for path in found["paths"].values():
            for operation in path.values():
                operation["responses"].update({str(status): {**wrong, "description": words} for status, words in _FAULTS.items()})
        screens.described(found)
        app.openapi_schema = found
    return app.openapi_schema
