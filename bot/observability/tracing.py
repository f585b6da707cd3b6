"""OpenTelemetry traces, only where `OTEL_EXPORTER_OTLP_ENDPOINT` is set: nothing of it is imported otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from bot.observability.request import KEY, REQUEST
from bot.settings import Settings

_tracer: Any = None


def set_up_traces(process: str, settings: Settings) -> None:
    """Send spans of this process to the collector of the settings, in batches and in the background."""
    global _tracer
    if not settings.otel_exporter_otlp_endpoint:
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": f"tremplin-{process}"}))
    address = settings.otel_exporter_otlp_endpoint.rstrip("/") + "/v1/traces"
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=address)))
    _tracer = provider.get_tracer("tremplin")


@contextmanager
def span(name: str, parent: Mapping[str, Any] | None = None, **facts: str | int | float) -> Iterator[None]:
    """A span around the block, under what `trail` left in `parent`; an error is told by its kind alone."""
    if _tracer is None:
        yield
        return
    from opentelemetry.propagate import extract
    from opentelemetry.trace import Status, StatusCode

    context = extract({key: str(value) for key, value in parent.items()}) if parent else None
    with _tracer.start_as_current_span(
        name, context, attributes=facts, record_exception=False, set_status_on_exception=False
    ) as running:
        try:
            yield
        except BaseException as error:
            running.set_status(Status(StatusCode.ERROR, type(error).__name__))
            raise


def trail() -> dict[str, str]:
    """What goes along with a message to the next process: the request's id and, when traced, the span's."""
    left = {KEY: REQUEST.get()} if REQUEST.get() else {}
    if _tracer is not None:
        from opentelemetry.propagate import inject

        inject(left)
    return left
