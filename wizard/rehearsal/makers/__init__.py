"""One small maker per resource type, one file per AWS service: makes the thing in the emulated account, for
real."""
