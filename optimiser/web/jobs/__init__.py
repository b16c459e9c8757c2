"""Work that takes longer than a page may: asked for by the pages, done in processes of its own."""

RUN, STUDY, PACK = "run", "study", "pack"
"""Folders within a job's: the run that was planned, a study, a strategy pack."""
PACK_FILE, RUN_FILE = "strategy-pack.zip", "run.zip"
"""Files that a delivery leaves."""
