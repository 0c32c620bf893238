"""The commands, one module per noun; each offers `register(nouns)` and sets `run` on its parser."""
