"""The what-if pages: a commissioner changes a lever in the browser and sees the new plan."""
