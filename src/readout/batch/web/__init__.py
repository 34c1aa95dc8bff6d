"""Feeds, lists and pages of the web, fetched with manners."""
