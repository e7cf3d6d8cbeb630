"""Tests of the rehearsal: the emulated account, its makers, refusals and stand-ins."""
