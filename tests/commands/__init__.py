"""What is read in the words that people type."""
