"""Speed, shown as ratios against a stated reference in the same run. See docs/benchmarks.md."""
