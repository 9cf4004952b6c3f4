"""Carrying out submissions, at most once per effect: the two ways in (`intake`, `worker`) and what both do.

It knows the stores and the platform client, and nothing of HTTP, of a source or of a reply.
"""
