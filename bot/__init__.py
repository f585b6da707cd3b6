"""Everything that knows work-integrated learning; nothing that knows the action SDK."""
