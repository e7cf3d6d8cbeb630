"""Generated files: ten thousand through every reader of one, and hundreds through commands as processes of
their own. How long they take; none may end in a trace."""

from __future__ import annotations

from bench.process import clean_environment, run

COUNT, BUDGET_SECONDS = 10_000, 90
COMMANDS, COMMANDS_BUDGET_SECONDS = 200, 150


def main() -> None:
    environment = {**clean_environment(), "GENERATED_FILES": str(COUNT)}
    used = run(["venv/bin/python", "-m", "pytest", "-q", "tests/wizard/stack/test_any_file.py"], environment)
    print(f"generated-files-seconds {used.seconds:.1f} {BUDGET_SECONDS}")
    environment = {**clean_environment(), "GENERATED_COMMANDS": str(COMMANDS)}
    used = run(
        ["venv/bin/python", "-m", "pytest", "-q", "tests/wizard/commands/test_any_file.py"], environment
    )
    print(f"generated-commands-seconds {used.seconds:.1f} {COMMANDS_BUDGET_SECONDS}")


if __name__ == "__main__":
    main()
