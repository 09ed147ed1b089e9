"""Other writings of a Word document (Word 2003 XML, OpenDocument, the old binary format) as parts of a DOCX."""
