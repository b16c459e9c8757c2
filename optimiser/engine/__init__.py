"""The engine: compile a plan to one sparse matrix, solve it with HiGHS, and say truthfully what came of it."""
