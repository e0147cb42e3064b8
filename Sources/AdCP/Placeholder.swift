// AdCP: see docs/architecture.md
