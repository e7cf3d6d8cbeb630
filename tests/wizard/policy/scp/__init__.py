"""The service control policy."""
