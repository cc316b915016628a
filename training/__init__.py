"""The recipe that makes the bundled model; `README.md` tells it step by step."""
