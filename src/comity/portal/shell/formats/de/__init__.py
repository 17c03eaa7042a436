"""German days."""
