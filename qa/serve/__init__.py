"""Answers for other programs: MCP over stdio and HTTP, and OpenAI's chat completions. See docs/serve.md."""
