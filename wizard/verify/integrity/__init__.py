"""Log file integrity: is every log file there, and what CloudTrail delivered? Digest files prove it.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html
"""
