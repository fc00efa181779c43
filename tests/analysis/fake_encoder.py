"""An encoder of words alone: no child, no package; two words are one where a test says so."""

import struct
import zlib
from collections.abc import Sequence

from bot.analysis.encoder import Alignment, Encoder, Vector
from bot.analysis.encoder_protocol import DIMENSIONS
from bot.analysis.impressions import Impression
from bot.errors import EncoderFailed
from bot.text import fold, words
from tests.clock import FakeClock


class FakeEncoder(Encoder):
    """Counts words as directions of a vector. `twins` are words that mean the same; `fails` lets it fail.

    `seeming` are the impressions that texts make; another seems nothing.
    """

    def __init__(self, **twins: str) -> None:
        super().__init__(FakeClock())
        self.twins = twins
        self.fails = False
        self.encoded: list[str] = []
        self.seeming: dict[str, Impression] = {}

    async def encode(self, texts: Sequence[str]) -> list[Vector]:
        self._may_fail()
        self.encoded += texts
        return [self._vector(text) for text in texts]

    async def impressions(self, texts: Sequence[str]) -> list[Impression]:
        self._may_fail()
        return [self.seeming.get(text, Impression(0.0, "-", 1.0)) for text in texts]

    async def compare(self, queries: Sequence[Vector], rows: Sequence[Vector]) -> list[tuple[float, ...]]:
        self._may_fail()
        unpacked = [struct.unpack(f"<{DIMENSIONS}e", row) for row in rows]
        return [
            tuple(sum(a * b for a, b in zip(query, row, strict=True)) for row in unpacked)
            for query in (struct.unpack(f"<{DIMENSIONS}e", each) for each in queries)
        ]

    async def align(self, words: Sequence[str], others: Sequence[Sequence[str]]) -> list[Alignment]:
        self._may_fail()
        ours = self._meant(words)
        shared = [
            len(ours & self._meant(other)) / max(1, min(len(ours), len(set(other)))) for other in others
        ]
        return [Alignment(share, share) for share in shared]

    def _vector(self, text: str) -> Vector:
        directions = [0.0] * DIMENSIONS
        for word in self._meant(words(fold(text))):
            directions[zlib.crc32(word.encode()) % DIMENSIONS] = 1.0
        length = sum(each**2 for each in directions) ** 0.5 or 1.0
        return struct.pack(f"<{DIMENSIONS}e", *(each / length for each in directions))

    def _meant(self, said: Sequence[str]) -> set[str]:
        return {self.twins.get(word, word) for word in said}

    def _may_fail(self) -> None:
        if self.fails:
            raise EncoderFailed("it was told to")
