"""Ten thousand generated files through every reader of one: how long they take; none may end in a trace."""

from __future__ import annotations

from bench.process import clean_environment, run

COUNT, BUDGET_SECONDS = 10_000, 90


def main() -> None:
    environment = {**clean_environment(), "GENERATED_FILES": str(COUNT)}
    used = run(["venv/bin/python", "-m", "pytest", "-q", "tests/wizard/stack/test_any_file.py"], environment)
    print(f"generated-files-seconds {used.seconds:.1f} {BUDGET_SECONDS}")


if __name__ == "__main__":
    main()
