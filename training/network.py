"""An encoder-decoder Transformer that goes to CTranslate2 without loss.

Pre-norm with RMSNorm, rotary positions, ReLU, one table for source pieces and one for target pieces,
which is the output layer too. The last decoder layer's cross-attention keeps the weights of one head, so
that the head can be taught to align.

Rules: everything is float32; target ids are the first ones of the source ids, so that a piece has one id.
"""

import math
from dataclasses import asdict, dataclass
from typing import cast

import torch
from torch import Tensor, nn
from torch.autograd.function import FunctionCtx
from torch.nn import functional

PAD, UNKNOWN, START, END = range(4)
MASKED = -1e4
EPSILON = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Sizes of a network; ``pieces`` counts source pieces, ``outputs`` the target pieces among them."""

    pieces: int
    outputs: int
    width: int = 384
    heads: int = 6
    inner: int = 1536
    encoder: int = 6
    decoder: int = 2
    longest: int = 512

    def __post_init__(self) -> None:
        if self.width % (2 * self.heads) or not 0 < self.outputs <= self.pieces:
            raise ValueError(f"not a shape: {asdict(self)}")


def _rotary_table(length: int, size: int) -> tuple[Tensor, Tensor]:
    rates = 1.0 / 10000.0 ** (torch.arange(0, size, 2).float() / size)
    angles = torch.outer(torch.arange(length).float(), rates)
    return angles.cos(), angles.sin()


def _rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    a, b = x.chunk(2, -1)
    return torch.cat([a * cos - b * sin, b * cos + a * sin], -1)


def _scale(x: Tensor, weight: Tensor) -> Tensor:
    return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + EPSILON) * weight


def _weigh(scores: Tensor, mask: Tensor) -> Tensor:
    return torch.softmax(scores + mask, -1)


class _Kernels:
    """The element-wise pieces; compiling them makes training on a CPU a third faster."""

    rotate = staticmethod(_rotate)
    scale = staticmethod(_scale)
    weigh = staticmethod(_weigh)


def compile_kernels() -> None:
    """Compile the element-wise pieces for every network of this process."""
    for name in ("rotate", "scale", "weigh"):
        setattr(_Kernels, name, staticmethod(torch.compile(getattr(_Kernels, name), dynamic=True)))


class _SmoothedCrossEntropy(torch.autograd.Function):
    """Cross-entropy of ``h @ w.T`` with smoothed labels, summed; its gradient is made on the way forward.

    Rows go through in chunks that fit the cache: no table of rows × pieces is ever kept. Each piece of ``w`` stands
    for ``many`` pieces: in the sum under the fraction, and in the share that smoothing gives away.
    """

    CHUNK = 512

    @staticmethod
    def forward(
        ctx: FunctionCtx, h: Tensor, w: Tensor, y: Tensor, many: Tensor, smooth: float
    ) -> Tensor:
        h_grad, w_grad, loss = torch.empty_like(h), torch.zeros_like(w), torch.zeros(())
        given, more = many * (smooth / many.sum()), many.log()
        for at in range(0, len(h), _SmoothedCrossEntropy.CHUNK):
            rows, labels = (
                h[at : at + _SmoothedCrossEntropy.CHUNK],
                y[at : at + _SmoothedCrossEntropy.CHUNK, None],
            )
            z = rows @ w.T
            loss -= (1 - smooth) * z.gather(-1, labels).sum() + (z @ given).sum()
            top = z.add_(more).amax(-1, keepdim=True)
            total = z.sub_(top).exp_().sum(-1, keepdim=True)
            loss += (total.log() + top).sum()
            z.div_(total).sub_(given)
            z.scatter_add_(-1, labels, torch.full((len(labels), 1), smooth - 1.0))
            h_grad[at : at + len(rows)] = z @ w
            w_grad += z.T @ rows
        ctx.save_for_backward(h_grad, w_grad)
        return loss

    @staticmethod
    def backward(ctx: FunctionCtx, *grads: Tensor) -> tuple[Tensor, Tensor, None, None, None]:
        h_grad, w_grad = ctx.saved_tensors  # type: ignore[attr-defined]
        return h_grad * grads[0], w_grad * grads[0], None, None, None


def cross_entropy(h: Tensor, w: Tensor, y: Tensor, *, smooth: float, sample: int = 0) -> Tensor:
    """Sum the smoothed cross-entropy of outputs ``h @ w.T`` against the labels ``y``.

    With ``sample``, only the labels' own pieces and so many of the others, drawn evenly, are computed, and each of
    those drawn stands for as many as were not: the sum under the fraction is right on average.
    """
    if not sample or sample >= len(w):
        return _apply(h, w, y, torch.ones(len(w)), smooth)
    own, places = torch.unique(y, return_inverse=True)
    rest = torch.ones(len(w), dtype=torch.bool).index_fill_(0, own, value=False).nonzero()[:, 0]
    drawn = rest[torch.randperm(len(rest))[:sample]]
    many = torch.cat([torch.ones(len(own)), torch.full((len(drawn),), len(rest) / len(drawn))])
    return _apply(h, w[torch.cat([own, drawn])], places, many, smooth)


def _apply(h: Tensor, w: Tensor, y: Tensor, many: Tensor, smooth: float) -> Tensor:
    return cast("Tensor", _SmoothedCrossEntropy.apply(h, w, y, many, smooth))  # type: ignore[no-untyped-call]


class Norm(nn.Module):
    """RMSNorm."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x: Tensor) -> Tensor:
        """Scale each vector to a root mean square of one, then by the learnt weights."""
        return _Kernels.scale(x, self.weight)


class Attention(nn.Module):
    """Attention with its norm and its residual; ``cross`` looks at the encoder's output.

    ``kept`` holds the weights of the head ``keep`` in the last call (batch, target, source).
    """

    def __init__(self, shape: Shape, *, cross: bool = False) -> None:
        super().__init__()
        width = shape.width
        self.heads, self.cross = shape.heads, cross
        self.keep: int | None = None
        self.kept = torch.empty(0)
        self.norm = Norm(width)
        if cross:
            self.q, self.kv = nn.Linear(width, width), nn.Linear(width, 2 * width)
        else:
            self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)

    def _split(self, x: Tensor) -> Tensor:
        return x.view(*x.shape[:2], self.heads, -1).transpose(1, 2)

    def forward(
        self, x: Tensor, mask: Tensor, memory: Tensor | None, rotary: tuple[Tensor, Tensor]
    ) -> Tensor:
        """Return ``x`` with what it attends to added."""
        y = self.norm(x)
        if memory is None:
            q, k, v = (self._split(part) for part in self.qkv(y).chunk(3, -1))
            cos, sin = (table[: q.shape[2]] for table in rotary)
            q, k = _Kernels.rotate(q, cos, sin), _Kernels.rotate(k, cos, sin)
        else:
            k, v = (self._split(part) for part in self.kv(memory).chunk(2, -1))
            q = self._split(self.q(y))
        weights = _Kernels.weigh((q * q.shape[-1] ** -0.5) @ k.transpose(-1, -2), mask)
        if self.keep is not None:
            self.kept = weights[:, self.keep]
        return x + cast("Tensor", self.out((weights @ v).transpose(1, 2).flatten(2)))


class FeedForward(nn.Module):
    """Two linear layers with ReLU between, with their norm and residual."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.norm = Norm(shape.width)
        self.up, self.down = (
            nn.Linear(shape.width, shape.inner),
            nn.Linear(shape.inner, shape.width),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Return ``x`` with the layer's output added."""
        return x + cast("Tensor", self.down(functional.relu(self.up(self.norm(x)))))


class Network(nn.Module):
    """Source ids in, target ids so far in, a vector for each next target piece out."""

    cos: Tensor
    sin: Tensor

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.src = nn.Embedding(shape.pieces, shape.width, padding_idx=PAD)
        self.tgt = nn.Embedding(shape.outputs, shape.width, padding_idx=PAD)
        self.enc = nn.ModuleList(
            nn.ModuleList([Attention(shape), FeedForward(shape)]) for _ in range(shape.encoder)
        )
        self.dec = nn.ModuleList(
            nn.ModuleList([Attention(shape), Attention(shape, cross=True), FeedForward(shape)])
            for _ in range(shape.decoder)
        )
        self.enc_norm, self.dec_norm = Norm(shape.width), Norm(shape.width)
        cos, sin = _rotary_table(shape.longest, shape.width // shape.heads)
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)
        self._start_values()

    @torch.no_grad()
    def _start_values(self) -> None:
        """Start both tables alike, so that carrying a piece over is one map for all pieces."""
        for name, value in self.named_parameters():
            if name in ("src.weight", "tgt.weight"):
                nn.init.normal_(value, 0.0, self.shape.width**-0.5)
                value[PAD].zero_()
            elif value.dim() == 2:
                nn.init.normal_(value, 0.0, math.sqrt(2.0 / sum(value.shape)))
                layers = self.shape.encoder if name.startswith("enc") else 1.5 * self.shape.decoder
                value.mul_(
                    (2 * layers) ** -0.5 if name.endswith(("out.weight", "down.weight")) else 1.0
                )
            elif name.endswith("bias"):
                value.zero_()
        self.src.weight[: self.shape.outputs] = self.tgt.weight

    @property
    def aligner(self) -> Attention:
        """The cross-attention of the last decoder layer, one head of which learns to align."""
        return cast("Attention", cast("nn.ModuleList", self.dec[-1])[1])

    def encode(self, source: Tensor) -> tuple[Tensor, Tensor]:
        """Return the encoder's output and the mask of its padding."""
        mask = torch.zeros(source.shape).masked_fill_(source == PAD, MASKED)[:, None, None, :]
        x = self.src(source) * math.sqrt(self.shape.width)
        for attention, feed in cast("list[tuple[Attention, FeedForward]]", self.enc):
            x = feed(attention(x, mask, None, (self.cos, self.sin)))
        return self.enc_norm(x), mask

    def forward(self, source: Tensor, target: Tensor) -> Tensor:
        """Take sources that end in END and targets that begin with START; return (batch, length, width)."""
        memory, mask = self.encode(source)
        x = self.tgt(target) * math.sqrt(self.shape.width)
        causal = torch.full((target.shape[1],) * 2, MASKED).triu_(1)[None, None]
        for own, cross, feed in cast("list[tuple[Attention, Attention, FeedForward]]", self.dec):
            x = feed(
                cross(
                    own(x, causal, None, (self.cos, self.sin)), mask, memory, (self.cos, self.sin)
                )
            )
        return cast("Tensor", self.dec_norm(x))
