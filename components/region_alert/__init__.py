"""The alert for activity in regions that nobody approved."""
