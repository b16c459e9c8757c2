"""Sufficiency capacity optimiser: the cheapest plan that gives every child a home."""
