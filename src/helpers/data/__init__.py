"""The data package: read it and check it (notebook 01)."""
