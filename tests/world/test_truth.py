"""What a person read in the worlds that the bot is measured on."""

from pathlib import Path

import pytest

from bench.truth import truth
from bot.text import fold
from bot.world.sample import FOLDER, load
from tests.clock import START

WORLDS = (
    FOLDER,
    *sorted(path.parent for path in (Path(__file__).parents[2] / "bench" / "worlds").glob("*/truth.toml")),
)


@pytest.mark.parametrize("folder", WORLDS, ids=lambda folder: folder.name)
def test_what_is_worth_quoting_is_written_and_what_names_the_brand_was_read(folder: Path) -> None:
    read, sample = truth(folder), load(START, folder)
    texts = {
        post.item.id: post.item for key in sample.places for post in sample._posts if post.place.key == key
    }
    assert read.mentions.keys() <= texts.keys()
    for id_, said in read.mentions.items():
        written = f"{texts[id_].title}\n{texts[id_].text}"
        assert all(sentence in written for sentence in (*said.quote, *said.inverts)), id_
    naming = {
        id_ for id_, item in texts.items() if fold(read.brand) in fold(f"{item.title} {item.text}").split()
    }
    assert naming <= read.mentions.keys()
    assert any(said.story == read.affair for said in read.mentions.values())
