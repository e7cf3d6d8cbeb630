"""The digest function: reads the alert queue, drops noise, groups what is left and tells people once."""
