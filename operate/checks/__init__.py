"""What can be wrong with a stack that nobody meant to be so: one module per subject, listed in `operate.doctor`.

A check only looks: it reads, and the two probes that it sends to the relay ask for nothing. Each finding says in words
what is wrong and what to do about it; what one check has found, no other says again.
"""
