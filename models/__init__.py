"""The mathematics of the sufficiency plan: no file is read and no solver is called here.

Start at :mod:`models.plan`, which reads as a table of contents of the formulation, or at
``FORMULATION.md`` in this folder, which is generated from the docstrings.
"""
