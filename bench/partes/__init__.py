"""The parts of docs/rendimiento.md, each with what it says before its figures and how they are measured."""
