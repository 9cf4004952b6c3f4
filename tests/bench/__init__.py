"""The figures that the relay is held to, measured side by side with other handlers in one run: `make bench`.

    cold    from the start of the process to its first answer, and the part of it that comes after initialisation
    warm    one more submission: plain, with two opt-ins, and after ten seconds of nothing
    wait    what a person waits, of what the API itself takes
    batch   ten submissions that waited, against one, with an API that takes its time

docs/performance.md says what each means, what it buys, and what is real in the measurement. Lambda's runtime API,
AWS and the Phone2Action API are played by this process, the latter two over TLS, with a certificate authority made
for the run. What the layer does inside is its own affair: what it did is read from what those were asked.

It is not a load test, and says nothing about AWS's own share of a cold start.
"""
