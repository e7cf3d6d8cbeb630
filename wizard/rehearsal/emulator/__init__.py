"""Everything that knows the emulator's insides: how it is sealed off, what is answered before it, what is
repaired in it."""
