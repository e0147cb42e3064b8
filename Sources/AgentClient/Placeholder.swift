// AgentClient: see docs/architecture.md
