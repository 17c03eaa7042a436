"""Small words of sentences that people read."""


def counted(count: int, noun: str) -> str:
    """“1 row”, “2,000 rows”, “2 entries”: nouns that take an s."""
    if count == 1:
        return f"{count:,} {noun}"
    return f"{count:,} {noun[:-1]}ies" if noun.endswith("try") else f"{count:,} {noun}s"
