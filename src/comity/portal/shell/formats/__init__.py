"""How days and times are written in each language of the pages, where we write them otherwise than Django does."""
