"""The report of a result folder: one structure, written as HTML and as Markdown."""

from sim.report.document.blocks import Section
from sim.report.document.facts import Facts, gathered
from sim.report.document.telling import told
from sim.report.document.write import write_document, write_report

__all__ = ["Facts", "Section", "gathered", "told", "write_document", "write_report"]
