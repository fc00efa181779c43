"""What is owed to Slack: queued before it is sent, sent once, recognised after a crash."""
