"""The questions, the guided set-up around them, and the plan that is written."""
