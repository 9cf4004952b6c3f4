"""What the operators' page has on this machine beside what every stack has: send, break, prove, forget.

    app                   puts it together: the page over the stack that runs here, in the sandbox's process
    around                what the parts share: the sandbox, the addresses, what must not be done while a proof runs
    switches, breaking    the ways to break things; the panel with them
    sending, talks        forms, cards and texts; what was answered
    coming                people who keep coming, one a second
    proof, proving        a crowd in a bad hour, and what became of it; its panel
    form                  the form that is made for a campaign, as it is now in the file that the stack was started with
    platform              what the sandbox has: supporters, connections, calls
    forgetting            everything forgotten, here and there

Nothing of it is deployed, and `operate` does not know it.
"""
