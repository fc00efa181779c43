"""What is answered to commands, questions and names that people write: words in, messages out. No Slack."""
