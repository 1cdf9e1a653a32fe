"""The action server: thin adapters from Rasa's action calls onto the case desk."""
