"""What a question asks: follow-ups made to stand alone, kinds, parts and dates."""
