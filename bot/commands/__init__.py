"""What people type: verbs, names, times and questions, in English and in French. No Slack, nothing kept."""
