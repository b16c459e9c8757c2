"""The strategy pack: what a run says, as a Word document, a spreadsheet, a page, charts and tables.

1. ``document``   what a pack is made of: sections of sentences, tables and charts; every number is a ``Figure``.
2. ``display``    how a figure is shown: the one place where anything is rounded.
3. ``facts``      what sections read of a run; ``studies`` what stands beside it; ``groups`` kinds of home;
                  ``homes`` those too small to be named by place; ``tables`` what many sections make alike.
4. ``sections``   a module for each section: from the tables of a run to its message, sentences, tables, charts.
5. ``building``   all sections in reading order; ``fitting`` simplifies charts that a table is too long for.
6. ``publish``    what must be hidden before the pack leaves the authority.
7. ``charts``     draws a chart from the very table that stands behind it.
8. ``word``, ``excel``, ``html``   the pack as files; they know nothing of runs.
9. ``making``, ``folder``   from the folder of a run to the pack, and from the pack to a folder of files.
"""
