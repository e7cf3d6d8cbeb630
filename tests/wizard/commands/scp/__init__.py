"""The command `scp`."""
