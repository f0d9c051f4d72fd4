"""Codes drawn for tests."""

from io import BytesIO
from typing import Any

import numpy as np
import zxingcpp
from PIL import Image


def code(text: str, kind: str = "PNG", **more: Any) -> bytes:
    drawn = np.array(zxingcpp.write_barcode_to_image(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode), scale=5))
    kept = BytesIO()
    Image.fromarray(drawn).convert("RGB").save(kept, kind, **more)
    return kept.getvalue()
