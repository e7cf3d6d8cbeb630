"""The emulated account: its regions, clock, permissions, contents, and the seal that keeps AWS out."""
