"""Profile to ranked formats: pure, explainable, without a sentence of prose."""
