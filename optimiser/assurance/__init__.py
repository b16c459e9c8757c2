"""The second opinion: checks of a run that share nothing with the planner that made it."""
