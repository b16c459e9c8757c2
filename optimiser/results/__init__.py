"""A solution as tidy tables: what is decided, where children live, and what it costs."""
