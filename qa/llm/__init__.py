"""Language models: GGUF files, templates, copies."""
