"""The drill: one harmless call in a region that nobody approved, and the wait until its alert arrives.

`plan` decides, `call` calls, `listener` listens to the topic, `waiting` waits; `sources_path` and
`centre_path` say which stage is broken. Every part takes its AWS clients and its clock, so that the
rehearsal runs the same code.
"""
