"""The Pulumi project and its stack file: found, read, edited, written in one step; where the state is."""
