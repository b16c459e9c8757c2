"""The pages: one file for each subject, each with its routes."""
