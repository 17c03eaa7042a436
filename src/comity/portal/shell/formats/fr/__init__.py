"""French days."""
