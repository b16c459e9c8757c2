"""A module for each section of the pack: ``section(facts)`` or ``section(facts, studies)`` makes it."""
