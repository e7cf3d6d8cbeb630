"""The rehearsal: the same program against an emulated AWS account, in process, with nothing reaching AWS.

`account` opens the account, `deployment` runs the program in it, `makers` make each resource, `refusals`
refuse what AWS refuses, `stand_ins` do what the emulator can't, `summary` reads back what came of it. moto is
imported late, by `account` alone: it is slow, and only a rehearsal needs it.
"""
