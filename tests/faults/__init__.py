"""What can go wrong outside of chatmart, made to happen."""
