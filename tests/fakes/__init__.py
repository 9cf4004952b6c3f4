"""A world in memory around the relay's real code: AWS's stores, a clock moved by hand, and faults on demand."""
