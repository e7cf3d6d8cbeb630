"""How long `make test` takes, ruff and pyright included, without the tests that need the Pulumi engine or a
browser."""

from __future__ import annotations

from bench.process import clean_environment, run

BUDGET_SECONDS = 90


def main() -> None:
    arguments = 'PYTEST_ARGS=-m "not engine and not browser"'
    used = run(["make", "test", arguments], clean_environment())
    print(f"make-test-seconds {used.seconds:.1f} {BUDGET_SECONDS}")


if __name__ == "__main__":
    main()
