"""What a killed run left unfinished: found in AWS, and settled in the stack's state."""
