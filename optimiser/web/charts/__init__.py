"""Charts as SVG elements of a page: ``picture`` draws those of a pack, ``waterfall`` a difference by cause."""
