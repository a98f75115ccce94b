"""What Footnote says when something is wrong: one line, with what to do about it."""


class FootnoteError(Exception):
    """An error meant for the person at the keyboard.

    The message is a single line that says what is wrong and what to do. Command-line front ends print it
    to stderr and exit with 2; nothing else of the exception is shown.
    """
