"""Own suppliers against a common list in hand, on the member's own machine."""
