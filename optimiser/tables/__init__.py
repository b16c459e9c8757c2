"""Input tables: the column specification, reading, checking, and the way to a :class:`models.case.Case`."""
