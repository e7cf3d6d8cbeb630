"""What AWS refuses, in pure functions: each takes plain data and raises Refused with AWS's own error code.

The emulator accepts nearly all of it. Makers call these before they make anything.
"""
