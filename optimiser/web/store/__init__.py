"""What the pages keep between visits: visitors, cases, scenarios and jobs, in an SQLite file and folders."""

from optimiser.web.store.records import CaseRecord, JobRecord, Scenario, Visitor
from optimiser.web.store.store import Store, StoreError

__all__ = ["CaseRecord", "JobRecord", "Scenario", "Store", "StoreError", "Visitor"]
