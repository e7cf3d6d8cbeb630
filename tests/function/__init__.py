"""Tests of the digest function's own code."""
