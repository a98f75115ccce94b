"""Open questions, scored by the facts that a good answer holds: what scripts/evaluate_open.py is made of."""
