"""Small words of sentences that people read."""


def counted(count: int, noun: str) -> str:
    """“1 row”, “2,000 rows”: nouns that take an s."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
