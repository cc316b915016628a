"""Offline translation of Chinese articles, with every name right, and parallel books of them."""

from importlib.metadata import PackageNotFoundError, version

__all__ = ["__version__"]

try:
    __version__ = version("toolkit")
except PackageNotFoundError:  # run from a source tree that was never installed
    __version__ = "0+source"
