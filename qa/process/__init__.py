"""An engine in a process of its own: models load and compute there, events come through a pipe."""
