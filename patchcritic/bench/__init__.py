"""The measuring instrument: labelled cases made from real code, and what is measured on them."""
