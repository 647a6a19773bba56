"""Training in plain NumPy: data sets, losses, optimisers and the trainer that runs in slices of a frame."""
