"""Code that reads packs and matches what they say; it knows no particular language."""
