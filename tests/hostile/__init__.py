"""Input that wants to break something: mutated, malicious and oversized."""
