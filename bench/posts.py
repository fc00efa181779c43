"""Mentions made from a seed, with the lengths, scripts, links, tags and handles of a public stream.

Nobody's words: each language has its commonest ones and an invented vocabulary of its own sounds,
drawn by Zipf's law; languages without spaces run on. Names of watches appear in some posts, the
first ones oftenest.
"""

import random
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import accumulate
from typing import Final

import msgspec

from bot.models import Mention, MentionKind

SHARES: Final = {
    "en": 46,
    "ja": 14,
    "pt": 9,
    "es": 7,
    "de": 6,
    "fr": 6,
    "ru": 3,
    "ko": 3,
    "th": 2,
    "ar": 2,
    "zh": 2,
}
"""Posts in each language, of a hundred."""
_COMMON: Final = {
    "en": "the to a and of i is in it that you for this on my was so with be not have just me are at but",
    "pt": "de e que a o não um é eu em uma com pra por os na meu mais se da no do você já está isso até lá",
    "es": "de que la y a en el no es un lo me los con por una se para mi las del al qué más está así él",
    "de": "die der und ich das ist in nicht zu es ein den mit auf auch für so wie sich dem dass über schön",
    "fr": "de la le et les à que est pas je des en un il qu'on une c'est pour qui j'ai dans l'autre très été",
    "ru": "и в не я на что с это как а то все у так но он мы по из ещё мне уже",
    "ko": "그 이 것 나는 너무 진짜 오늘 내가 정말 그리고 있는 하는 우리 제가",
    "ar": "من في على ما لا أن هذا كل الله يا مع إلى هو كان عن",
    "ja": "の に は て を た が で と し も い な る ない です ます から この",
    "zh": "的 了 是 我 不 在 有 这 人 他 就 也 都 说 你 很",
    "th": "ที่ ไม่ มี ไป มา ได้ ให้ แล้ว ก็ จะ คน เป็น ของ และ",
}
_SOUNDS: Final = {
    "en": "an er in on re ti st en or al ing ter com con ver ma lo pre ble ness ship ward hap gra",
    "pt": "ção men te ra ca do di ri ma no lha nho par ver com qui bra ções ís ta",
    "es": "ción ra do te ca mi lo ña ver com tra ble ía cho gue ro sa pe",
    "de": "ung ge ver en schaft lich be an ter haus zeit mü kö wär ein aus tag",
    "fr": "tion ment re dé com eu eau ai ri té è que pro mar ver our lan che",
    "ru": "про ста ние ко ра ти во ле на то пре ми ка ло ски",
    "ko": "가 나 다 사 람 시 간 생 각 하 고 정 말 오 늘 학 교",
    "ar": "ال من تا كي را مو سل نا دي في ها وم",
    "ja": "今日 時間 人 会社 新 電車 見 食 本当 明日 カメラ ゲーム アニ メ ライブ 思 日本 東京",
    "zh": "今天 公司 时间 我们 手机 新闻 中国 北京 朋友 生活 工作 喜欢 电影",
    "th": "กา นา มา รัก ดี คน บ้าน วัน เวลา เรียน งาน ใจ เพื่อน",
}
_RUNNING: Final = frozenset({"ja", "zh", "th"})
_WORDS: Final = 6_000
"""Invented words of each language."""
_NOW: Final = datetime(2026, 11, 2, 8, tzinfo=UTC)
_EMOJI: Final = "😂❤🔥😭🥺✨👍🙏🎉🍊👀💀😍🤔"


class Vocabulary:
    """The words of one language, and how often each is drawn."""

    def __init__(self, lang: str, dice: random.Random) -> None:
        sounds = _SOUNDS[lang].split()
        invented = {"".join(dice.choices(sounds, k=dice.choice((2, 2, 3, 3, 4)))) for _ in range(_WORDS)}
        self.words = [*_COMMON[lang].split(), *sorted(invented)]
        self._weights = list(accumulate(1 / (rank + 3) for rank in range(len(self.words))))
        self._between = "" if lang in _RUNNING else " "

    def text(self, dice: random.Random, size: int) -> str:
        """About as many characters."""
        words = dice.choices(
            self.words, cum_weights=self._weights, k=max(2, size // (4 if self._between else 2))
        )
        return self._between.join(words)[:size]


class Stream:
    """Posts and the words they are made of, all from one seed."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        self.vocabularies = {lang: Vocabulary(lang, self._dice) for lang in SHARES}

    def posts(self, count: int, names: Sequence[str]) -> list[bytes]:
        """Posts in JSON; some speak of the names."""
        weights = list(accumulate(1 / (rank + 10) for rank in range(len(names))))
        langs = self._dice.choices(list(SHARES), weights=list(SHARES.values()), k=count)
        return [self._post(lang, names, weights) for lang in langs]

    def _post(self, lang: str, names: Sequence[str], weights: list[float]) -> bytes:
        dice = self._dice
        size = min(300, max(8, int(dice.lognormvariate(4.5 if lang not in _RUNNING else 3.6, 0.8))))
        body = self.vocabularies[lang].text(dice, size)
        parts = [body[0].upper() + body[1:]]
        if dice.random() < 0.3:
            parts.insert(dice.randrange(2), dice.choices(names, cum_weights=weights)[0])
        if dice.random() < 0.2:
            parts.append(
                f"https://{self._ascii()}.example/{self._ascii()}-{self._ascii()}/{dice.randrange(9999)}"
            )
        if dice.random() < 0.12:
            parts.insert(0, f"@{self._ascii()}.bsky.social")
        if dice.random() < 0.12:
            parts.append(f"#{self._ascii().title()}{self._ascii().title()}")
        if dice.random() < 0.25:
            parts.append(dice.choice(_EMOJI) * dice.randrange(1, 4))
        text = dice.choice((" ", " ", ", ", "\n")).join(parts) + dice.choice((".", "!", "", ""))
        author = f"{self._ascii()}.bsky.social"
        number = f"{dice.randrange(1 << 60):013x}"
        return msgspec.json.encode(
            Mention(
                id=f"at://{author}/app.bsky.feed.post/{number}",
                source="bluesky",
                kind=MentionKind.POST,
                url=f"https://bsky.app/profile/{author}/post/{number}",
                text=text,
                author=author,
                lang=lang,
                created_at=_NOW,
            )
        )

    def _ascii(self) -> str:
        return self._dice.choice(self.vocabularies["en"].words[30:])
