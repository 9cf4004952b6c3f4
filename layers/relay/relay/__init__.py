"""Advocate Relay: from a lead card, a form or a text to an advocate, and each effect at most once.

Read in this order: `submission` (what a person asked for), `sources` (how it arrives and how each sender is
answered), `intake` and `retry` (the two ways in), `delivery` (what both do with it), `journal` and `consent`
(what must be remembered), `phone2action` (the platform's API, which knows nothing of the rest).
"""
