"""Statistical disclosure control: which figures of a pack of linked tables to hide before it is published.

1. ``cells``      a pack: figures, what a reader knows of each beforehand, and the sums that link them.
2. ``sensitive``  primary suppression: counts of children from 1 to 4, and money that would reveal one;
                  each could still be anything from 0 to 5 (the threshold) once the pack is out.
3. ``choice``     secondary suppression: what else to hide, of least total weight, by the cutting planes of
                  Fischetti & Salazar-González (2001); where time runs out ``greedy``, as safe but perhaps heavier.
4. ``audit``      works out, from what is shown alone, the least and greatest each hidden figure could be, shares
                  nothing with the chooser but the pack and the rule, and refuses a pack with a range too narrow.
5. ``symbols``    ``[c]`` and the other marks, each with the sentence that explains it.

``choice.protect`` does 2, 3 and 4. Not covered: a reader who takes part (a family, a provider) and subtracts what
they know, and one who reasons from which figures were hidden and not from the figures. Sources: M. Fischetti and
J. J. Salazar-González, "Solving the cell suppression problem on tabular data with linear constraints", Management
Science 47(7), 2001; J. P. Kelly, B. L. Golden and A. A. Assad, "Cell suppression: disclosure protection for
sensitive tabular data", Networks 22, 1992; GSS and ONS guidance on disclosure control for tables from
administrative sources; Analysis Function guidance on symbols in tables.
"""
