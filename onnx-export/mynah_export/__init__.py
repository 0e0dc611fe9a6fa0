"""Turns a MegaTTS3 checkpoint into the ONNX bundle that Mynah runs."""
import os

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # ONNX Runtime 1.29 reports to its maker otherwise, and may crash over it
