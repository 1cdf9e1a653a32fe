"""How well the assistant understands: `make nlu` measures it and writes docs/nlu.md."""
