"""The least an IAM principal needs for this very stack, and the control policy that closes regions.

`registered.registered(settings, account)` runs the program without AWS; `actions.py` says, as data, what
pulumi-aws calls for each resource type; `compose.documents(...)` makes policy documents of both.
`scp` is the service control policy that denies every region that isn't approved.
"""
