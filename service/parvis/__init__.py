"""Parvis: a community panel beside any public-service form."""

__version__ = "0.1.0"
