"""What a stack costs, worked out of the template, the code and measured times: `make cost` writes docs/cost.md."""
