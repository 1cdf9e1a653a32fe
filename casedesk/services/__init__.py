"""One function per thing that can happen; each is one unit of work."""
