"""Outside things behind a door of ours: an interface, a real one, and one for this machine alone that says so."""
