"""Every call to AWS that a command makes, with every fault: what the command then does.

docs/reliability.md has the outcome; `python -m tests.wizard.reliability` writes it, tests run the same.
"""
