"""Starting, watching and stopping the service."""
