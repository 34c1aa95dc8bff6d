"""The nouns of Readout: frozen values without logic beyond themselves.

Two families. *Working* types (`document`, `mention`) pass between stages and are cheap; *record* types (`record`) are what a
user gets, named after `record.md`, Popolo, FollowTheMoney and TIMEX3.
"""
