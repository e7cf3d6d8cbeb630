"""Taking over what exists, without any AWS."""
