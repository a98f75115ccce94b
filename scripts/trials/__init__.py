"""What may go wrong, tried: one module a kind, for scripts/reliability.py and for tests/reliability."""
