"""`make acceptance`: proves the whole on a sandbox account of one's own, and leaves nothing there."""
