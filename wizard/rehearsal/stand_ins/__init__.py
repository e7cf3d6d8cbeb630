"""What the emulator can't do, done by small named parts. Each notes itself in the account's list of what was
emulated."""
