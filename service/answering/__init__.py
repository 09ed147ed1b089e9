"""From ranked passages to an answer: what is asked, which sentences say it, how it is worded."""
