#!/bin/bash
# One scheduler, many workers, one driver: a bulk run on SLURM.
#   sbatch --ntasks=64 docs/scale/slurm.sh '/nfs/archive/*.warc.gz' /nfs/bulk
# Needs the folder of the results on a file system that all nodes share, and the environment with
# 'claimtrack[cluster]' there too (CLAIMTRACK_ENV). Cut off by its time limit, submit it again: it goes on.
#SBATCH --job-name=claimtrack
#SBATCH --ntasks=64
#SBATCH --cpus-per-task=1
#SBATCH --mem-per-cpu=2G
#SBATCH --time=24:00:00
set -euo pipefail

sources=$1 out=$2
source "${CLAIMTRACK_ENV:?the folder of the virtual environment}/bin/activate"
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
scheduler="$out/.scheduler-$SLURM_JOB_ID.json"
mkdir -p "$out"

dask scheduler --scheduler-file "$scheduler" --port 0 --no-dashboard &
trap 'rm -f "$scheduler"; kill $(jobs -p) 2>/dev/null || true' EXIT
until [ -s "$scheduler" ]; do sleep 1; done
srun --ntasks="$SLURM_NTASKS" dask worker --scheduler-file "$scheduler" \
  --nthreads 1 --memory-limit 1800MiB --local-directory "${TMPDIR:-/tmp}" &

address=$(python -c 'import json, sys; print(json.load(open(sys.argv[1]))["address"])' "$scheduler")
claimtrack bulk run "$sources" --out "$out" --scheduler "$address"
claimtrack bulk compare "$out" --scheduler "$address"
