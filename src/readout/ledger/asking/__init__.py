"""Questions to a ledger: one language for the command line, Python and the web.

>>> from readout.ledger.asking import parse
>>> parse("commitments by:SCO strength>=2 open").type
'commitments'
"""

from readout.ledger.asking.answers import Answer, Count, Doc, Hit, Part
from readout.ledger.asking.ask import ask
from readout.ledger.asking.grammar import from_arguments, parse

__all__ = ["Answer", "Count", "Doc", "Hit", "Part", "ask", "from_arguments", "parse"]
