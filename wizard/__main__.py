"""`python -m wizard`."""

from __future__ import annotations

import gc
import sys

from wizard.commands.cli import main

if __name__ == "__main__":
    code = main()
    # All goes with the process: to look it through for garbage first takes a rehearsal nearly a second.
    gc.freeze()
    sys.exit(code)
