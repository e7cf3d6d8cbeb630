"""The named questions over the log files, one definition: saved in Athena, and asked by `query`. Pure."""
