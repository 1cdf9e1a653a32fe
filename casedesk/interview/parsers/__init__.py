"""One parser per type of question: plain functions from text to a value or NotUnderstood."""
