"""Documents: uploads, approvals and the background jobs that take files in."""
