"""Linking: findings become a record, in which every party has one id and every office was held against the register."""

from __future__ import annotations

from readout.stages.link.assemble import record

__all__ = ["record"]
