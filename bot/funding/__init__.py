"""Which money helps a company with a format: eligibility in three values, amounts, costs and cash."""
