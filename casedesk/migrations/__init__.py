"""Alembic migrations: forward-only in production, each tested with data on both databases."""
