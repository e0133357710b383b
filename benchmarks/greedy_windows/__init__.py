"""Three ways to find 24-hour windows that each begin where the last has ended, measured."""
