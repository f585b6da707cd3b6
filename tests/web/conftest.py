"""The browser of the browser tests."""

from browser_kit import browser, context

__all__ = ["browser", "context"]
