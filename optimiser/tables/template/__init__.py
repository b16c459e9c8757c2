"""The input tables as a workbook to fill in, with drop-downs, limits and notes: ``workbook`` makes it."""
