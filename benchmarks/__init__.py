"""Benchmarks: the pipeline against a hand-written floor, reported as ratios."""
