"""Work on packs by people who do not program: what a pack lacks, what a change changes, how a new language begins."""
