"""Server: processes, sockets and the service manager."""
