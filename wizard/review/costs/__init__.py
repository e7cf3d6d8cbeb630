"""What the alert path costs a month: counted from what is deployed and what the digest asks of AWS. Pure."""
