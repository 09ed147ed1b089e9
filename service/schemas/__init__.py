"""What goes over the wire, described field by field."""
