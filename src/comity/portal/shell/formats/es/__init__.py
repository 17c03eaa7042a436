"""Spanish days."""
