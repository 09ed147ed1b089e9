"""Ways in of other protocols: the Model Context Protocol and OpenAI's chat interface."""
