"""Middleware: request guard, rate limits, idempotency."""
