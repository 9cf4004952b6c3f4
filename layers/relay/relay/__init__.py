"""Advocate Relay: from a lead, a form or a text to an advocate, and each effect at most once.

Read in this order: `submission` (what a person asked for), `sources` (how it arrives and how each sender is
answered), `delivery` (the two ways in, `intake` and `worker`, and what both do), `stores` (what must be remembered),
`phone2action` (the platform's API, which knows nothing of the rest), and last `wiring`, which puts them together.
"""
