"""Workings of the Lewisham case: from published figures to the input tables, with no step by hand."""
