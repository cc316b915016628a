"""Lets ``python -m toolkit`` be the command."""

from toolkit.cli import run

if __name__ == "__main__":
    run()
