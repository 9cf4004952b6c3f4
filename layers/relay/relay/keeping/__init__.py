"""Keeping an eye on a stack: what its log lines add up to. No sender waits for it, and no sign-up imports it."""
