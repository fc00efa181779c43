"""Veille listens to what the public says about the names a team cares about."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("veille")
except PackageNotFoundError:  # run from a folder that was never installed
    __version__ = "0+unknown"
