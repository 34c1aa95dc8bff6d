"""The ledger: many accounts, one encounter, and nothing ever lost.

>>> from readout.ledger import Ledger
"""

from readout.ledger.book import Ledger
from readout.ledger.faults import LedgerError, QueryError

__all__ = ["Ledger", "LedgerError", "QueryError"]
