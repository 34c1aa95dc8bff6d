"""Interpreting: mentions become encounters with participants, statements with speakers, commitments on their rungs."""
