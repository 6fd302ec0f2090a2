"""A StanceGraph as a page."""
