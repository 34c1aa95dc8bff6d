"""Analysis: pure functions over a ledger, every sentence of theirs with its documents and spans."""
