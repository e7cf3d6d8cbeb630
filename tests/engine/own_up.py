"""`pulumi up` as a person runs it: the engine and this program, none of the wizard's commands around it.

The CLI of these tests has no language host beside it, so the program is given to it from a process of its
own: `python -m tests.engine.own_up FOLDER`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pulumi import automation

from wizard.program.inline import InlineProgram

STACK = "dev"


def main(folder: Path) -> int:
    program = InlineProgram(folder)
    workspace = automation.LocalWorkspace(work_dir=str(folder), program=program)
    stack = automation.Stack.select(STACK, workspace)
    with program.modules():
        try:
            stack.up(on_output=print, color="never")
        except automation.CommandError as error:
            print(error)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
