"""Turns a MegaTTS3 checkpoint into the ONNX bundle that Mynah runs."""
