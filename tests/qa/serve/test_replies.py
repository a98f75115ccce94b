"""What goes wrong, as programs read it."""

from __future__ import annotations

import json

import pytest

from index.errors import Code, FootnoteError
from qa.serve.line import Busy
from qa.serve.replies import busy, error_object, status_of


@pytest.mark.parametrize(
    ("code", "status"), [("invalid", 400), ("not-found", 400), ("busy", 503), ("remote", 502), ("damaged", 500)]
)
def test_the_status_says_who_has_to_do_something(code: Code, status: int) -> None:
    assert status_of(FootnoteError("it is so", "do that", code)) == status


def test_an_error_has_its_fields_and_the_line() -> None:
    error = error_object(FootnoteError("it\nis so", "do that", "storage"), 500)["error"]
    assert (error["message"], error["type"]) == ("it is so: do that", "server_error")
    assert (error["problem"], error["advice"], error["code"]) == ("it is so", "do that", "storage")


def test_where_too_many_wait_the_header_says_when_to_try_again() -> None:
    reply = busy(Busy(7))
    assert (reply.status_code, reply.headers["retry-after"]) == (503, "7")
    assert json.loads(bytes(reply.body))["error"]["message"] == "busy: try again in 7 s"
