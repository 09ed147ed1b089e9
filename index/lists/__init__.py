"""Lists of the library's documents by what is known of them: who issued them, when, on what, in force or not."""
