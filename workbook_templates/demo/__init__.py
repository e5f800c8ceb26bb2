"""The sample data of the demo: a made-up firm, its story, and the files that tell it."""
