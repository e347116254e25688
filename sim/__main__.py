"""``python -m sim``: the command line, where ``parley`` itself is not on the path."""

from sim.cli import main

if __name__ == "__main__":
    main()
