"""Access: authentication of callers, their scopes and labels, and the audit of what they do."""
