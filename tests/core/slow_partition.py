"""The partition again, in rational numbers and without cleverness, to check the fast one against.

Every face is a list of corners and is split, neuron after neuron, where the neuron's affine function on it
changes sign. Slow (milliseconds a face), and right for the weights exactly as they are stored.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from math import sqrt

from reluviz.core.network import Network

Point = tuple[Fraction, Fraction]
Affine = tuple[Fraction, Fraction, Fraction]  # a·x + b·y + c
Edge = frozenset[Point]


@dataclass
class Face:
    """A convex piece of the box: its corners counter-clockwise, and the network as it is inside."""

    corners: list[Point]
    inputs: list[Affine]
    preactivations: list[Affine] = field(default_factory=list)  # less each kink, neuron after neuron
    signs: list[int] = field(default_factory=list)  # of these

    def with_sign(self, corners: list[Point], function: Affine, sign: int) -> Face:
        return Face(corners, self.inputs, [*self.preactivations, function], [*self.signs, sign])

    def area(self) -> Fraction:
        return sum((p[0] * q[1] - q[0] * p[1] for p, q in sides(self.corners)), Fraction(0)) / 2

    def edges(self) -> list[Edge]:
        return [frozenset(side) for side in sides(self.corners)]


@dataclass
class SlowPartition:
    """Counts and measures of the partition; lengths and areas as floats, everything before them exact."""

    faces: list[Face]
    outputs: list[Affine]  # the first output on each face
    n_kinks: int
    on_piece: int

    @property
    def n_regions(self) -> int:
        return len(self.faces)

    @property
    def n_vertices(self) -> int:
        return len({p for face in self.faces for p in face.corners})

    @property
    def n_edges(self) -> int:
        return len({edge for face in self.faces for edge in face.edges()})

    def areas(self) -> list[float]:
        return sorted(float(face.area()) for face in self.faces)

    def patterns(self) -> set[tuple[bool, ...]]:
        return {
            tuple(piece == self.on_piece for piece in pieces(face.signs, self.n_kinks)) for face in self.faces
        }

    def fold_length(self, neuron: int) -> float:
        """The length of the edges on which a neuron is at a kink and beside which, in the box, it is not all
        so.

        Only for activations with a kink.
        """
        fold = {
            edge
            for face in self.faces
            for column in range(neuron * self.n_kinks, (neuron + 1) * self.n_kinks)
            if face.signs[column] != 0
            for edge in face.edges()
            if all(at(face.preactivations[column], p) == 0 for p in edge)
        }
        return sum(map(length, fold))

    def boundary_length(self) -> float:
        """The length of {output = 0}, without the sides of faces where it is 0 throughout."""
        lines: set[Edge] = set()
        flat: set[Edge] = set()
        for face, output in zip(self.faces, self.outputs, strict=True):
            values = [at(output, p) for p in face.corners]
            if not any(values):
                flat.update(face.edges())
            elif min(values) < 0 < max(values):
                lines.add(frozenset(p for p in cut_loop(face.corners, output) if at(output, p) == 0))
            lines.update(edge for edge in face.edges() if all(at(output, p) == 0 for p in edge))
        return sum(map(length, lines - flat))


def slow_partition(network: Network, box: tuple[float, float, float, float]) -> SlowPartition:
    x0, x1, y0, y1 = map(Fraction, box)
    zero, one = Fraction(0), Fraction(1)
    faces = [Face([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], [(one, zero, zero), (zero, one, zero)])]
    for W, b in zip(network.weights[:-1], network.biases[:-1], strict=True):
        for weights, bias in zip(W.tolist(), b.tolist(), strict=True):
            faces = [
                part
                for face in faces
                for part in split_at_kinks(face, combined(face.inputs, weights, bias), network.kind.kinks)
            ]
        for face in faces:
            face.inputs = activated(face, network, len(b))
    weights, bias = network.output_weights.tolist(), network.output_bias
    outputs = [combined(face.inputs, weights, bias) for face in faces]
    return SlowPartition(faces, outputs, max(1, len(network.kind.kinks)), max(1, network.kind.on_piece))


def pieces(signs: list[int], n_kinks: int) -> list[int]:
    """Of neurons with so many kinks each: how many of its own each is right of."""
    return [sum(sign > 0 for sign in signs[i : i + n_kinks]) for i in range(0, len(signs), n_kinks)]


def split_at_kinks(face: Face, function: Affine, kinks: tuple[float, ...]) -> list[Face]:
    if not kinks:
        return [face.with_sign(face.corners, function, 1)]
    a, b, c = function
    faces = [face]
    for kink in kinks:
        faces = [part for whole in faces for part in split(whole, (a, b, c - Fraction(kink)))]
    return faces


def split(face: Face, function: Affine) -> list[Face]:
    values = [at(function, p) for p in face.corners]
    low, high = min(values), max(values)
    if not low < 0 < high:
        return [face.with_sign(face.corners, function, (high > 0) - (low < 0))]
    loop = cut_loop(face.corners, function)
    above = [p for p in loop if at(function, p) >= 0]
    below = [p for p in loop if at(function, p) <= 0]
    return [face.with_sign(above, function, 1), face.with_sign(below, function, -1)]


def cut_loop(corners: list[Point], function: Affine) -> list[Point]:
    """The loop of corners with the points added where the function changes sign along a side."""
    loop = []
    for p, q in sides(corners):
        loop.append(p)
        u, v = at(function, p), at(function, q)
        if u * v < 0:
            t = u / (u - v)
            loop.append((p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])))
    return loop


def activated(face: Face, network: Network, width: int) -> list[Affine]:
    kind, n = network.kind, max(1, len(network.kind.kinks))
    slopes, intercepts = kind.slopes(network.slope), kind.intercepts
    outputs = []
    for i, piece in enumerate(pieces(face.signs[-n * width :], n)):
        a, b, c = face.preactivations[len(face.preactivations) - n * width + n * i]
        kink = Fraction(kind.kinks[0] if kind.kinks else 0)
        p = piece if kind.kinks else 0
        slope, intercept = Fraction(slopes[p]), Fraction(intercepts[p])
        outputs.append((slope * a, slope * b, slope * (c + kink) + intercept))
    return outputs


def combined(inputs: list[Affine], weights: list[float], bias: float) -> Affine:
    exact = [Fraction(w) for w in weights]
    a, b, c = (sum((w * f[k] for w, f in zip(exact, inputs, strict=True)), Fraction(0)) for k in range(3))
    return a, b, c + Fraction(bias)


def at(function: Affine, p: Point) -> Fraction:
    return function[0] * p[0] + function[1] * p[1] + function[2]


def sides(corners: list[Point]) -> list[tuple[Point, Point]]:
    return list(zip(corners, [*corners[1:], corners[0]], strict=True))


def length(edge: Edge) -> float:
    (px, py), (qx, qy) = edge
    return sqrt((qx - px) ** 2 + (qy - py) ** 2)
