"""Decisions about the registers of the data section: prizes are drawn, entries are deleted."""

from orchestration.registers.delete import DeletionReport, delete_entries
from orchestration.registers.draw import DrawReport, Winner, draw
from orchestration.registers.registry import REGISTERS, Register

__all__ = [
    "REGISTERS",
    "DeletionReport",
    "DrawReport",
    "Register",
    "Winner",
    "delete_entries",
    "draw",
]
