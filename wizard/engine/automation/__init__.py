"""The pulumi CLI, run through Pulumi's Automation API, and what it tells while it runs."""
