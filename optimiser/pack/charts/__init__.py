"""Charts of a pack: ``picture`` draws one as PNG and SVG; ``data`` reads its table; a module for each kind."""
