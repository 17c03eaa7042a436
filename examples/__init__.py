"""Fictional members' lists, ugly as in life, and a demo that links them. No company in them exists."""
