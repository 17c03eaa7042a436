"""What each recipient gets, and what it may never let anyone infer."""
