"""Plans decided now and used in many futures: shared decisions first, placements when the future is known."""
