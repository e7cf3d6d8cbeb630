"""The ways to run __main__.py: inline for the engine, mocked for everything else."""
