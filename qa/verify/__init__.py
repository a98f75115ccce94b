"""Whether what is cited supports what is said."""
