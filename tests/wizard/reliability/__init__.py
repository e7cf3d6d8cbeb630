"""Every call to AWS that a command makes, with every fault: what the command then does.

docs/reliability.md has the outcome; `python -m tests.wizard.reliability` writes it, tests run the same.
"""

import pytest

# They assert outside a test's own file: shown in full, like there.
pytest.register_assert_rewrite("tests.wizard.reliability.promises")
