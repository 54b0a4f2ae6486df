"""Make the weights in one go: train, export, tune, and write down what they were made from.

    python -m training.make CORPUS [--other FOLDER] [--start FILE] [--minutes 150] [--out DIR]

CORPUS is a folder in brat standoff: text/NAME.txt, attributions/NAME_ANNOTATOR.ann. ``--other``
is the folder of the collections that ``other/labels.jsonl`` labels paragraphs of. ``--start`` is a
BERT of the size of MiniLM-L6 in safetensors, a checkpoint, or weights exported before.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

from claimtrack.attribution.weights import FOLDER, weights_hash
from claimtrack.evaluation import read_corpus

from .export import export
from .other import paragraphs
from .train import HELD_OUT, train
from .tune import tune

MANIFEST = Path(__file__).parent / "manifest.json"


def make(args: argparse.Namespace) -> None:
    """All steps; with ``--minutes 0`` the checkpoint that is there already is taken."""
    if args.minutes:
        train(args)
    export(args.checkpoint, args.corpus, args.out)
    if not (args.out / "tokenizer.json").exists():
        shutil.copy(FOLDER / "tokenizer.json", args.out)
    tune(args.corpus, args.out, args.other)
    write_manifest(args)


def write_manifest(args: argparse.Namespace) -> None:
    """Which articles the weights have seen, by name."""
    names = [name for name, _, _ in read_corpus(args.corpus)]
    manifest = {
        "weights": weights_hash(args.out),
        "corpus": args.corpus_name,
        "started_from": args.started_from,
        "trained_on": [name for number, name in enumerate(names) if number % HELD_OUT],
        "tuned_on": names[::HELD_OUT],
        "other": paragraphs(held_out=False) if args.other else [],
        "other_tuned_on": paragraphs(held_out=True) if args.other else [],
    }
    MANIFEST.write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")


def main() -> None:
    """Read the command line and make the weights."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--other", type=Path, help="collections with labelled paragraphs")
    parser.add_argument("--start", type=Path, default=FOLDER / "model.onnx")
    parser.add_argument("--started-from", default="the weights before", help="for the manifest")
    parser.add_argument("--corpus-name", default="PolNeAR v1.0, train", help="for the manifest")
    parser.add_argument("--checkpoint", type=Path, default=Path("weights.pt"))
    parser.add_argument("--minutes", type=float, default=150.0, help="of processor time")
    parser.add_argument("--batch", type=int, default=1536, help="pieces")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path, default=FOLDER)
    make(parser.parse_args())


if __name__ == "__main__":
    main()
