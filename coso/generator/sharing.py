"""Whole numbers that add up."""

from __future__ import annotations


def shares(total: int, weights: list[float]) -> list[int]:
    """`total` shared out by weight in whole numbers that add up to it (largest remainders)."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    out = [int(share) for share in exact]
    by_rest = sorted(range(len(weights)), key=lambda at: (out[at] - exact[at], at))
    for at in by_rest[: total - sum(out)]:
        out[at] += 1
    return out
