"""What the settings mean: in plain words, in costs, in scanners' verdicts."""
