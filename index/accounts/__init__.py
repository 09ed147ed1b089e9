"""Accounts: keys, sessions, widget sites, idempotency keys and the audit log."""
