"""The pack as one HTML page without scripts: ``page`` makes it."""
