"""`verify`: over an emulated account, and its judges alone."""
