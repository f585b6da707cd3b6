"""Run the action server on loopback: `python -m actions`."""

from __future__ import annotations

from rasa_sdk.endpoint import create_app

from bot.settings import load_settings


def main() -> None:
    """Answer Rasa until stopped; visitors never reach this port."""
    settings = load_settings()
    app = create_app("actions")
    app.run(host="127.0.0.1", port=settings.actions_port, access_log=False)


if __name__ == "__main__":
    main()
