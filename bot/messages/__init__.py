"""What the bot says, as Slack wants it: pure functions from what is known to messages."""
