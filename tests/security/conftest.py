"""Puts the builders of the other suites within reach."""

import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path += [str(TESTS / name) for name in ("web", "unit", "delivery") if str(TESTS / name) not in sys.path]
