"""What templates know of letters."""
