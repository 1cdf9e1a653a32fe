"""Measuring: how fast, how much, how many; figures are shown beside a baseline of the same run."""
