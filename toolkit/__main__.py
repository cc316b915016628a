"""Runs the toolkit: `toolkit`, or `python -m toolkit`.

Rule: Ctrl-C ends it quietly from the first moment, also while its libraries are being loaded.
"""

import os
import signal
import sys

STOPPED = 130


def run() -> None:
    """Be the console script."""
    signal.signal(signal.SIGINT, lambda *_: os._exit(STOPPED))
    from toolkit.cli import main  # noqa: PLC0415 - it takes a second

    sys.exit(main())


if __name__ == "__main__":
    run()
