"""Running the module of a decoder's contract as Mynah runs its graph: in pieces, each behind the cache of those before."""
import torch


def empty(contract):
    """The cache before the first token."""
    return [torch.zeros(spec.concrete({"past": 0})) for spec in contract.inputs if spec.name.startswith("past.")]


def feed(contract, tokens, pieces, others):
    """All logits of ``tokens`` fed in pieces of the given lengths, the last length repeated, and the cache behind them.

    ``others(begin, end)`` gives the inputs between tokens and cache.
    """
    past, logits, begin, pieces = empty(contract), [], 0, list(pieces)
    while begin < tokens.shape[1]:
        end = min(begin + (pieces.pop(0) if len(pieces) > 1 else pieces[0]), tokens.shape[1])
        part, *past = contract.module(tokens[:, begin:end], *others(begin, end), *past)
        logits.append(part)
        begin = end
    return torch.cat(logits, dim=1), past
