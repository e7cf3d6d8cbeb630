"""What a person sees of a run of the engine: its progress, its table, its plan in words."""
