"""What the rooms say to programs, put together and described: version 1, its page, and the client that is written from it.

`v1` puts each room's operations in their places under `/api/v1`, as `comity.portal.urls` does with pages; `description` is what
people read of it, and `client_text` writes `comity.client.rooms`. It stands above the rooms, whose operations it knows; what the
operations are made of (gate, forms, cursors) stands below them, in `comity.portal.api`.
"""
