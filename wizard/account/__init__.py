"""What is found in a live account. Everything but `facts`, `look` and `existing_trails` imports boto3."""
