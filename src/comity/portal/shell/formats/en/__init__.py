"""English days, as they are written in Britain."""
