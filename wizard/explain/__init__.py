"""What AWS and Pulumi say, in this project's words."""
