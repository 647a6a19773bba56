"""Colour arithmetic: sRGB, OKLab and OKLCH (Björn Ottosson, "A perceptual color space for image processing",
2020)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_LMS_FROM_RGB = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LAB_FROM_LMS = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_RGB_FROM_LMS = np.linalg.inv(_LMS_FROM_RGB)
_LMS_FROM_LAB = np.linalg.inv(_LAB_FROM_LMS)


def rgb_from_hex(text: str) -> Floats:
    """``#RRGGBB`` as (3,) sRGB values in 0..1."""
    return np.array([int(text[i : i + 2], 16) for i in (1, 3, 5)]) / 255.0


def hex_from_rgb(rgb: Floats) -> str:
    """(3,) sRGB values in 0..1 as ``#RRGGBB``."""
    return "#" + "".join(f"{round(float(v) * 255):02X}" for v in np.clip(rgb, 0, 1))


def linear_from_srgb(rgb: Floats) -> Floats:
    """Undo the sRGB transfer curve."""
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def srgb_from_linear(linear: Floats) -> Floats:
    """Apply the sRGB transfer curve; values outside 0..1 are clipped first."""
    linear = np.clip(linear, 0.0, 1.0)
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)


def oklch_from_rgb(rgb: Floats) -> Floats:
    """(..., 3) sRGB in 0..1 to (..., 3) lightness, chroma, hue in radians."""
    lms = np.cbrt(linear_from_srgb(np.asarray(rgb, float)) @ _LMS_FROM_RGB.T)
    lab = lms @ _LAB_FROM_LMS.T
    chroma, hue = np.hypot(lab[..., 1], lab[..., 2]), np.arctan2(lab[..., 2], lab[..., 1])
    return np.stack([lab[..., 0], chroma, hue], axis=-1)


def rgb_from_oklch(lch: Floats) -> Floats:
    """(..., 3) lightness, chroma, hue in radians to (..., 3) sRGB, clipped to 0..1."""
    lightness, chroma, hue = np.moveaxis(np.asarray(lch, float), -1, 0)
    lab = np.stack([lightness, chroma * np.cos(hue), chroma * np.sin(hue)], axis=-1)
    return srgb_from_linear((lab @ _LMS_FROM_LAB.T) ** 3 @ _RGB_FROM_LMS.T)


def luminance(rgb: Floats) -> float:
    """Relative luminance of WCAG 2."""
    return float(linear_from_srgb(rgb) @ np.array([0.2126, 0.7152, 0.0722]))


def contrast(a: Floats, b: Floats) -> float:
    """Contrast ratio of WCAG 2, 1 to 21."""
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def packed(rgb: Floats) -> NDArray[np.uint32]:
    """(..., 3) sRGB in 0..1 to (...) opaque 0xAARRGGBB pixels."""
    r, g, b = np.moveaxis(np.rint(np.clip(rgb, 0, 1) * 255).astype(np.uint32), -1, 0)
    return np.asarray(np.uint32(0xFF000000) | (r << np.uint32(16)) | (g << np.uint32(8)) | b)
