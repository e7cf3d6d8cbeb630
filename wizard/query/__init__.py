"""Named questions over the log files, from one definition: asked of Athena, or of DuckDB here."""
