"""Makes the attribution weights from a corpus in brat standoff. See training/README.md."""
