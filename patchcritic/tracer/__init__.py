"""Abstract interpretation of one test on the patched tree: values are known or Unknown."""
