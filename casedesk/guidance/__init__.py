"""What the service says beside the interview: advice, replies, services, and signs of danger."""
