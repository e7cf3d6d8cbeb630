"""The page of `--html`: one file that loads nothing, for whoever has to believe the verdict. Pure."""
