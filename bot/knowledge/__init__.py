"""What the project knows, as data with provenance: formats, programs, questions, organizations, calendar."""
