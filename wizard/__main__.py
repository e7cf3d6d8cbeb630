"""`python -m wizard`."""

import gc
import sys

from wizard.commands import installed


def main() -> int:
    """Runs the command line, where this Python has what that needs."""
    words = sys.argv[1:]
    problem = installed.missing(words)
    if problem:
        sys.exit(installed.refuse(problem, words))
    from wizard.commands.cli import main as command_line

    return command_line(words)


if __name__ == "__main__":
    code = main()
    # All goes with the process: to look it through for garbage first takes a rehearsal nearly a second.
    gc.freeze()
    sys.exit(code)
