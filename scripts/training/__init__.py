"""What the training scripts share: questions with passages that answer them and passages that do not."""
