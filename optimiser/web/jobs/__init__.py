"""Work that takes longer than a page may: asked for by the pages, done in processes of its own."""

RUN = "run"
"""Where an answer keeps its run, within its job's folder."""
