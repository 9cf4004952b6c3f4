"""An explicit-state model of the delivery protocol (docs/protocol.md): every order of steps, faults anywhere.

One checker (`checker`) and seven small models. Each is the protocol in little, one thing at a time:

    delivery   one submission: claim, mark, close; the queue; dead letters and replays
    letters    several submissions that ask for the same letters
    persons    several submissions of one person without an e-mail address
    consent    an opt-in and an opt-out of one address
    held       a phone that is suppressed, and what lifts it
    breaker    several environments and an API that asks to be left alone
    in_time    one ingress run, and calls that hang

`delivery_state` and `letter_state` belong to the first two; `cases` has them all by name. `python -m tests.model` runs
them whole and prints, for each safeguard that is taken out, the shortest way to what it prevents.

A model is not the code and shares nothing with it: `tests/simulation` runs the code, this folder judges the rules.
"""
