"""The command line: a file a command, loaded when it is asked for."""
