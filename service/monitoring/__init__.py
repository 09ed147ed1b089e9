"""Monitoring: logs, metrics, traces, memory."""
