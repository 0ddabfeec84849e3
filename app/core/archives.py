"""ZIP archives that somebody sends: what Python raises for one that cannot be read."""

import lzma
import struct
import zipfile
import zlib

UNREADABLE = (  # damaged, cut, behind a password, or packed in a way that Python does not know
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)
