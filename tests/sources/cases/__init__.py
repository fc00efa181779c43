"""What the contract suite needs of each source: one file a source, named as it is."""
