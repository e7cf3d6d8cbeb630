"""`verify`: is every region covered? Live checks of a stack, or of any trail; it changes nothing."""
