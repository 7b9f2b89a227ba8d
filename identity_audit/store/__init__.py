"""The saved dossier: what a person read and decided, in one file of their own that survives closing the tab.

`dossier.Dossier` is one dossier, `folder` where they lie. Below them: `database` (one SQLite file, its version, its
migrations), `facts` (what a dossier says about itself), `journal` (the list of decisions) and `left_out` (how it
forgets those who were left out), `contents` (a dataset) and `frames` (one table), `window` (who else has it open),
`faults` (what can go wrong, as sentences).
"""
