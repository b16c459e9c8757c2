"""A module for each section of the pack: ``section(facts)`` makes it, ``None`` where there is nothing to say."""
