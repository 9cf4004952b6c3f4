"""One module per source: bytes in, `Submission` out; `Receipt` in, that source's own kind of reply out."""
