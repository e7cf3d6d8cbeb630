"""What is found in a live account. The modules that are pure, `facts` and `look` don't import boto3."""
