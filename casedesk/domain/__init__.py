"""What the service decides, as pure functions and frozen records: standard library only."""
