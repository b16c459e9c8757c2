"""``python -m optimiser`` is the ``optimiser`` command."""

from optimiser.cli import main

if __name__ == "__main__":
    main(prog_name="optimiser")
