"""chatmart: an open warehouse for conversational analytics."""
