"""Readout reads diplomatic readouts into records in which every value is cited to the words it came from.

    from readout import read
    record = read("note.txt")
    print(record.encounters[0].date)
"""

from readout.api import read, read_many, read_text
from readout.errors import Notice, ReadoutError
from readout.model.record import Record

__all__ = ["Notice", "ReadoutError", "Record", "read", "read_many", "read_text"]
