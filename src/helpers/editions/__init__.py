"""Editions: run, reuse, compare, download and refresh them."""
