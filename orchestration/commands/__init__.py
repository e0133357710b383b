"""Commands of `chatmart`, grouped by what they are about."""
