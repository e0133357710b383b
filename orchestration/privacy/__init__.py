"""Erasure: who a person is, what stands for them from then on, and what is left of them."""
