"""Previews, deploys and destroys the stack through Pulumi's own engine."""
