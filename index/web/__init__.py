"""Fetches pages, feeds and PDFs that are to be articles, and keeps them as files of the library.

Nothing else in Footnote uses the network, save a model that is named by its place on the Hugging Face hub.
"""
