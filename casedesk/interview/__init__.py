"""The interview: a catalogue and the answers so far in, the next question out."""
