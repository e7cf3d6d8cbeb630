"""The guided set-up: asks, reviews, writes the stack file, and rehearses what it would deploy."""

from pathlib import Path

__version__ = "0.1.0"
#: Where __main__.py, components/ and wizard/ are.
ROOT = Path(__file__).resolve().parents[1]
