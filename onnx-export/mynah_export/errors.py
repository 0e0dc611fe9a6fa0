"""What can go wrong on the way from a checkpoint to a bundle; each message names the file, key or graph at fault."""


class ExportError(Exception):
    """Base of all errors that a user can cause; the command prints the message and exits with status 2."""


class CheckpointError(ExportError):
    """A checkpoint file is missing or unreadable, or its tensors or config keys are not those of the model."""


class ContractError(ExportError):
    """An exported graph has other inputs, outputs or axes than its contract says."""


class DeviationError(ExportError):
    """An exported graph computes something else than its PyTorch module."""
