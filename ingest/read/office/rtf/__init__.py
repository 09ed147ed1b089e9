"""RTF: groups and control words -> the parts of a DOCX."""
