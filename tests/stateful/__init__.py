"""Random histories of one home: whatever was done to it, in the end it holds what it should."""
