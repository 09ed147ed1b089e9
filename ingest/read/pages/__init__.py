"""Pages, wherever their words come from: lines, ruled tables, footnotes, furniture."""
