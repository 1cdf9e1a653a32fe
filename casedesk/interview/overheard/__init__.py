"""What free text says beside the question asked. Conservative: a fact missed is asked for later."""
