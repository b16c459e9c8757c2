"""The commands of the command line, one subject a file; :mod:`optimiser.cli` gathers them."""
