"""Answers for other programs: tables, calendars, maps. Pure functions from hits to text."""
