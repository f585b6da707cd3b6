"""Adapters between Rasa's action SDK and `bot`: they translate, they do not decide."""
