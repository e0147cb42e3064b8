// Orchestrator: see docs/architecture.md
