"""The sentences of the code as its syntax trees hold them."""

import ast
from collections.abc import Iterator
from pathlib import Path

from bot import errors
from bot.errors import SourceFailure
from bot.sources import discover

ROOT = Path(__file__).parents[2]
Sentence = str | tuple[str, str]
"""A sentence, or its two forms for one and for many."""
_FAILURES = [
    name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, SourceFailure)
]
_EXPECTING = {"unreadable", "decode_json"}
"""What takes, after an answer, the phrase for what was expected of it."""
_LOOKED_UP = {"_": 1, "_n": 2, "N_": 1, **dict.fromkeys(_FAILURES, 1)}


def sentences() -> set[Sentence]:
    """Every sentence that the code looks up or marks for looking up, and what people read of settings."""
    return {sentence for path in modules() for sentence in _in_tree(ast.parse(path.read_text()))} | {
        said
        for source in discover().values()
        for setting in source.settings
        if setting.required and not setting.default
        for said in (setting.meaning, setting.where, setting.cost)
        if not said.startswith("https://")
    }


def modules() -> list[Path]:
    """The modules whose sentences people in Slack may read."""
    return [*(ROOT / "bot").rglob("*.py"), *(ROOT / "handlers").rglob("*.py")]


def _in_tree(tree: ast.AST) -> Iterator[Sentence]:
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in _EXPECTING:
            phrases = [each.value for each in call.args[1:] if isinstance(each, ast.Constant)]
            yield from (phrase for phrase in phrases if isinstance(phrase, str))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in _LOOKED_UP:
            forms = [arg.value for arg in call.args if isinstance(arg, ast.Constant)]
            texts = [text for text in forms[: _LOOKED_UP[call.func.id]] if isinstance(text, str)]
            if len(texts) == 2:
                yield texts[0], texts[1]
            elif texts:
                yield texts[0]


def written_outside(path: Path) -> list[str]:
    """Texts of a module that read like sentences and that nothing looks up: two words and more.

    Docstrings, what is logged, patterns, and constants that are no words are none.
    """
    tree = ast.parse(path.read_text())
    skipped = {id(node) for call in ast.walk(tree) if _is_quiet(call) for node in ast.walk(call)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped
        if _is_sentence(node.value)
    ]


def _is_sentence(text: str) -> bool:
    words = [word for word in text.split() if word.strip(".,:;!?()“”").isalpha()]
    return len(words) > 1


def _is_quiet(node: ast.AST) -> bool:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True  # a docstring
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Name):
        return node.func.id in _LOOKED_UP
    return isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) in {"log", "re", "regex"}
