"""The alert for activity in regions that nobody approved."""

from components.region_alert.component import RegionAlert

__all__ = ["RegionAlert"]
