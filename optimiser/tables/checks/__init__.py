"""Checks across tables, one room for each subject; :mod:`.registry` runs them all."""
