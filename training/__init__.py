"""The recipe that makes the bundled model; `README.md` explains it step by step."""
