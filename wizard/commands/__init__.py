"""One file a command; options.py lists them, cli.py turns what ends them into exit codes."""
