"""The report of a result folder: one structure, written as HTML and as Markdown."""

from sim.report.document.write import write_report

__all__ = ["write_report"]
