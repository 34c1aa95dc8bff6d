"""The screens, a module for each family; their order is that of the addresses."""

from __future__ import annotations

from readout.web.routes import acts, answers, between, briefings, documents, parties, review, sessions

ROUTERS = (
    answers.router,
    documents.router,
    parties.router,
    between.router,
    briefings.router,
    acts.router,
    review.router,
    sessions.router,
)
