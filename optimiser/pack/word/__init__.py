"""The pack as a Word document: ``document`` makes it."""
