"""The interview: a catalogue of questions, the answers so far, and what to ask next. Pure."""
