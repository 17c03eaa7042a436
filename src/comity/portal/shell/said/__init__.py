"""Sentences of rooms downstairs, by room, as `shell.sentences` knows them."""
