"""The real `pulumi` CLI deploying this very program, with the emulated AWS account underneath."""
