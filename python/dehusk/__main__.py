"""The command line: `dehusk ...` and `python -m dehusk ...` are the program that the Rust crate builds."""

import signal
import sys

from dehusk import _dehusk


def main() -> int:
    """Runs the command line with the arguments of this process and returns its exit code."""
    # Python would only note Ctrl-C until the program returns; the system's own handling ends it at once.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _dehusk.main(["dehusk", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
