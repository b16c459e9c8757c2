"""What the pages tell of a plan: its headline figures as data, and its sections as parts of pages."""
