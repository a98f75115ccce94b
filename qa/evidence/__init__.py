"""What the retrieved passages offer: read beside the question, scored and selected."""
