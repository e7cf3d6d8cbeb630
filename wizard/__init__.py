"""The guided set-up: asks, reviews, writes the stack file, and rehearses what it would deploy."""

__version__ = "0.1.0"
