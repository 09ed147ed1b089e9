"""Files that hold other files (archives, letters, edXML packets): each of those is read as a document of its own."""
