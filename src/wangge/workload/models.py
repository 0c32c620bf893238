"""The rows of workload."""
