"""What Slack says of people and channels."""
