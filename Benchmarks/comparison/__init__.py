"""Measures HTTP servers beside each other: what Benchmarks/compare runs."""
