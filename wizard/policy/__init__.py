"""The least an IAM principal needs for this very stack, derived from what the program registers.

`registered.registered(settings, account)` runs the program without AWS; `actions.py` says, as data, what
pulumi-aws calls for each resource type; `compose.documents(...)` makes policy documents of both.
"""
