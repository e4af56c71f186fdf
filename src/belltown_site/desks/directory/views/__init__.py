"""The pages of the directory desk."""
