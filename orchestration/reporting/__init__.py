"""What a person sees of a run: progress, headline tables, status."""
