"""Proof that the tests bite: each safeguard of the protocol is taken out of a copy, and something must fail.

patch        a safeguard taken out, as a small change of the code
patches      all of them, by what breaks without them
copies       a copy of the project with one of them applied, and the tests in it
warm         the processes that run them
"""
