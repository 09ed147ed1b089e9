"""The binary format of Word 97 to 2003 ([MS-DOC]), read directly: text, looks, numbering, tables, notes, text boxes."""
