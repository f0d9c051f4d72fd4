"""Draw an address as a QR code."""

from base64 import b64encode

import qrcode
from qrcode.image.svg import SvgPathFillImage


def qr_address(address: str) -> str:
    """Return the QR code of an address as a `data:` address of an SVG, on white so that it is read in the dark, too."""
    picture = qrcode.make(address, image_factory=SvgPathFillImage, box_size=10, border=4)
    return f"data:image/svg+xml;base64,{b64encode(picture.to_string()).decode()}"
