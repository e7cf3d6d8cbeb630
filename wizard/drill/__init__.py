"""The drill: one harmless call in a region that nobody approved, and the wait until its alert arrives.

`plan` decides, `call` calls, `listener` listens to the topic, `watch` looks on, `checks` say what is broken.
Every part takes its AWS clients and its clock, so the rehearsal runs the same code.
"""
