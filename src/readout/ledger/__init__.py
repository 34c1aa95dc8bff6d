"""The ledger: many accounts, one encounter, and nothing ever lost.

>>> from readout.ledger import Ledger
"""

from readout.ledger import explorer_tables as _explorer_tables  # noqa: F401  # the schema is whole wherever a ledger is opened
from readout.ledger.book import Ledger
from readout.ledger.faults import LedgerError, QueryError

__all__ = ["Ledger", "LedgerError", "QueryError"]
