"""Logs as lines of JSON. No names, addresses or contents of requests: what people did stands in the ledger."""

import logging
from typing import Any

import structlog
from django.http import HttpRequest


def as_json() -> logging.Formatter:
    processors: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=processors,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )


class PagesForAddresses(logging.Filter):
    """Django names the address of what went wrong, and a link's address is its key, good still: its page is named instead."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            told = {request.path, request.path.encode("unicode_escape").decode()}  # as Django writes it
            record.args = tuple(_page(request) if one in told else one for one in record.args)
        return True


def _page(request: HttpRequest) -> str:
    found = request.resolver_match
    return "no page of ours" if found is None else found.view_name or found.route
