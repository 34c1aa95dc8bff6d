"""Readout: diplomatic readouts become a ledger in which every value is cited to the words it came from."""
