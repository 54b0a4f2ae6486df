"""Named read-only SQL behind pages: what stands outside the store asks these, nothing else."""

ABOUT = "select value from about where key = :key"
