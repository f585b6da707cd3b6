"""Matching and funding joined into the one answer, in words, for chat and API alike."""
