"""The case desk: interview, triage, clocks and casework, free of Rasa and of web frameworks."""
