"""`relay`, the operators' command: what is typed, and how what the operations find is shown.

It decides nothing that a page would have to decide too: that is in `operate`. `./relay --help` lists what there is.
"""
