"""The real services' own formats, one file each."""
