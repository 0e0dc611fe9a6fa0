"""Running the module of a decoder's contract as Mynah runs its graph: in pieces, each behind the cache of those before."""
import torch


def empty(contract, sizes=None):
    """The cache before the first token."""
    return [torch.zeros(spec.concrete((sizes or {}) | {"past": 0})) for spec in contract.inputs if spec.name.startswith("past.")]


def feed(contract, tokens, pieces, others, past=None):
    """All logits of ``tokens`` fed in pieces of the given lengths, the last length repeated, and the cache behind them.

    ``others(begin, end)`` gives the inputs between tokens and cache.
    """
    past = empty(contract) if past is None else past
    logits, begin, pieces = [], 0, list(pieces)
    while begin < tokens.shape[1]:
        end = min(begin + (pieces.pop(0) if len(pieces) > 1 else pieces[0]), tokens.shape[1])
        part, *past = contract.module(tokens[:, begin:end], *others(begin, end), *past)
        logits.append(part)
        begin = end
    return torch.cat(logits, dim=1), past


def greedy(contract, prompt, steps, others):
    """``prompt`` [1, n] and the ``steps`` likeliest tokens after it, as a list."""
    tokens, past, feeding = prompt[0].tolist(), empty(contract), prompt
    for _ in range(steps):
        logits, *past = contract.module(feeding, *others(0, 0), *past)
        tokens.append(int(logits[0, -1].argmax()))
        feeding = torch.tensor([tokens[-1:]])
    return tokens
