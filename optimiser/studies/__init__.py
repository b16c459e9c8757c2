"""Questions asked of a case or of its runs: what a figure's change would do, what differs between two runs."""
