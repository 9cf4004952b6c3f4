"""What is remembered and kept outside the process: two tables, three queues, two secrets, over AWS.

Above it stands `delivery`. It knows AWS, and nothing of a source, of the platform or of what a submission comes to.
"""
