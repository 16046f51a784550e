"""What the whole office refers to: countries, languages, airports, scripts."""
