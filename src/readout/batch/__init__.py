"""Reading by the thousand: folders, files and sites into a ledger, on all cores, resumable, with a report at the end.

>>> from readout.batch import Options, ingest
"""

from readout.batch.ingest import ingest, retry
from readout.batch.report import Report
from readout.batch.units import Options
from readout.batch.web.manners import Manners

__all__ = ["Manners", "Options", "Report", "ingest", "retry"]
