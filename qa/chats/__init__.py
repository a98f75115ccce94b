"""Conversations: saved, resumed, exported."""
