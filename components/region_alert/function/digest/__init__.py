"""The digest function, as Lambda runs it."""
