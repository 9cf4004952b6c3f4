"""Proof that the tests bite: each safeguard of the protocol is taken out of a copy, and something must fail.

patches      the safeguards, each as a small change of the code
copies       a copy of the project with one of them applied, and the tests in it
"""
