"""What is told at once: mentions of instant watches; and what is told anew when it was edited."""
