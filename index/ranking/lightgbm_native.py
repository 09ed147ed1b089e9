"""LightGBM through its C interface.

Its Python package imports SciPy and pandas-like machinery, 1.7 s of processor time that a cold question cannot pay.
"""

from __future__ import annotations

import ctypes
import importlib.util
from functools import cache
from pathlib import Path

import numpy as np

from index.records import Doubles, Floats

#: Kinds of prediction in the C interface: the raw score, and what each feature adds to it.
RAW_SCORE, CONTRIBUTIONS = 1, 3
_FLOAT32, _ROW_MAJOR = 0, 1


def predict(model: Path, features: Floats, kind: int, width: int) -> Doubles:
    """The predictions of a model file, ``width`` numbers for each row of the features."""
    data = np.ascontiguousarray(features, np.float32)
    out = np.zeros((len(data), width), np.float64)
    length = ctypes.c_int64()
    code = _library().LGBM_BoosterPredictForMat(
        _booster(model),
        data.ctypes.data_as(ctypes.c_void_p),
        ctypes.c_int(_FLOAT32),
        ctypes.c_int32(data.shape[0]),
        ctypes.c_int32(data.shape[1]),
        ctypes.c_int(_ROW_MAJOR),
        ctypes.c_int(kind),
        ctypes.c_int(0),
        ctypes.c_int(-1),
        ctypes.c_char_p(b"num_threads=1"),
        ctypes.byref(length),
        out.ctypes.data_as(ctypes.POINTER(ctypes.c_double)),
    )
    if code != 0:
        raise RuntimeError("LightGBM could not score the candidates")
    return out


def is_loadable() -> bool:
    """True if LightGBM's library can be loaded: it needs OpenMP's (Debian: libgomp1), which a wheel does not bring."""
    try:
        _library()
    except (OSError, RuntimeError):
        return False
    return True


@cache
def _library() -> ctypes.CDLL:
    spec = importlib.util.find_spec("lightgbm")
    if spec is None or spec.origin is None:
        raise RuntimeError("lightgbm is not installed")
    package = Path(spec.origin).parent
    path = next(package.glob("lib/lib_lightgbm.*"), None) or next(package.glob("lib_lightgbm.*"))
    return ctypes.CDLL(str(path))


@cache
def _booster(path: Path) -> ctypes.c_void_p:
    handle, rounds = ctypes.c_void_p(), ctypes.c_int()
    code = _library().LGBM_BoosterCreateFromModelfile(
        ctypes.c_char_p(str(path).encode()), ctypes.byref(rounds), ctypes.byref(handle)
    )
    if code != 0:
        raise RuntimeError(f"{path} is not a LightGBM model")
    return handle
