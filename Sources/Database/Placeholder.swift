// Database: see docs/architecture.md
