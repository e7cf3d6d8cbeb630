"""Many cases in one test: as strict as a test for each, at the cost of one."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Any

Test = Callable[..., None]


def for_each(
    parameters: str, cases: Iterable[Any], named: Callable[[Any], str] = repr
) -> Callable[[Test], Test]:
    """Runs the test with each case in turn, until one fails: the last line that pytest has captured names it.

    parameters: what a case is passed as, with commas between several, as for pytest.mark.parametrize.
    """
    names, listed = [name.strip() for name in parameters.split(",")], list(cases)
    assert listed, "a table without a case shows nothing"

    def decorate(test: Test) -> Test:
        @functools.wraps(test)
        def run(**others: Any) -> None:
            for case in listed:
                print(f"case: {named(case)}")
                values = (case,) if len(names) == 1 else case
                test(**others, **dict(zip(names, values, strict=True)))

        signature = inspect.signature(test)
        left = [each for name, each in signature.parameters.items() if name not in names]
        assert len(signature.parameters) == len(left) + len(names), f"{test} takes no {parameters}"
        # Without this pytest would look for fixtures of the cases' names.
        vars(run).update(__signature__=signature.replace(parameters=left))
        del vars(run)["__wrapped__"]
        return run

    return decorate
