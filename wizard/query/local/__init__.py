"""Questions answered on this machine: log files of a folder or bucket, loaded once, asked through DuckDB."""
