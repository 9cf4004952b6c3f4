"""The numbers that the relay is held to, measured side by side in one run: `make bench`.

    cold    from the start of the process to its first answer, against a handler that does nothing
    warm    one more submission, against a bare handler that makes the same call of the API
    batch   ten submissions that waited, against one, with an API that takes its time

Cold and warm are user-space instructions as valgrind counts them: the same each time, to a fraction of a per
cent, on a busy machine too. Measured is what `sam build` made, under AWS's own runtime interface client, in a
bare virtual environment. Lambda's runtime API, AWS and the Phone2Action API are played by this process, the
latter two over TLS, with a certificate authority made for the run.

It is not a load test, and says nothing about AWS's own share of a cold start.
"""
