"""How the bot and Slack meet: waiting until Slack answers, Socket Mode, HTTP mode."""
