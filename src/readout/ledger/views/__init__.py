"""What the explorer shows, read from the tables: small questions with small answers, every one bounded."""
