"""The pack as an accessible spreadsheet: ``workbook`` makes it."""
