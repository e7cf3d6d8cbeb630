"""Adoption: a trail that exists, with its bucket and key, comes into the stack; so does what a stack left."""
