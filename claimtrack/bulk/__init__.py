"""Archives in bulk: sources cut into partitions, read by Dask's workers, kept as Parquet."""
