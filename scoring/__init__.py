"""The rules of sponsor coverage: frames in, frames out, no files, no clock."""
