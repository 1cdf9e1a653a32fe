"""Conducting a conversation: what a message means here, and what is said and asked next."""
