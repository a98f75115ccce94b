"""From evidence to an answer: extractive or generative."""
