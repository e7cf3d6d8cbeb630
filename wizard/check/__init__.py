"""`check`: what would stop a deployment, told before anything is made."""
