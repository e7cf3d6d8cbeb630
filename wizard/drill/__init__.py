"""The drill: one harmless call in a region that nobody approved, and the wait until its alert arrives.

`plan` decides, `call` calls, `listener` listens to the topic, `wait` waits; `stages_by_source` and
`stages_at_home` say which stage is broken. Every part takes its AWS clients and its clock, so that the
rehearsal runs the same code.
"""
