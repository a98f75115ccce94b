"""Libraries in Milvus: the rows of `index.rows` on a server, for more articles than one machine holds.

The only package that knows pymilvus, which is an extra; whatever opens no such library does without.
"""
