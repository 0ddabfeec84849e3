"""How templates are compiled: words folded in, and no object made for a piece of text that needs none.

Each language has its own environment, so a sentence without values is known when the template is compiled: it becomes
part of the page's text, and costs nothing when the page is made.
"""

import gettext
from typing import Any

from jinja2 import Environment, nodes, pass_context
from jinja2.compiler import CodeGenerator
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]

from app.core.elision import Joined, elided


def escaped(value: Any) -> str:
    """The text that `markupsafe.escape` gives, as a plain string: wrapping each one took two fifths of a render."""
    if type(value) is str:
        return _escape_inner(value)
    if type(value) is int:
        return str(value)
    return escape(value)


class _Compiler(CodeGenerator):
    def _output_child_pre(self, node: nodes.Expr, frame: Any, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.escaped(")


class _Words(NodeTransformer):
    """`_("Continuer")` becomes its words, marked safe as gettext's own result is."""

    def __init__(self, catalogue: gettext.NullTranslations) -> None:
        self.catalogue = catalogue

    def visit_Call(self, node: nodes.Call, *args: Any, **kwargs: Any) -> nodes.Node:  # noqa: N802 - Jinja's name
        self.generic_visit(node, *args, **kwargs)
        plain = not (node.kwargs or node.dyn_args or node.dyn_kwargs) and len(node.args) == 1
        if plain and isinstance(node.node, nodes.Name) and node.node.name in ("_", "gettext"):
            message = node.args[0]
            if isinstance(message, nodes.Const) and isinstance(message.value, str):
                words = Markup(self.catalogue.gettext(message.value)) % {}  # noqa: S704 - our own sentences
                return nodes.MarkSafe(nodes.Const(str(words), lineno=node.lineno), lineno=node.lineno)
        return node


def _speaking(catalogue: gettext.NullTranslations) -> dict[str, Any]:
    """What templates call for words. As those of Jinja, but that a sentence may look at its values before they go in
    (« d'Inès »): `Markup` would forget that it can."""

    def filled(context: Context, words: str, values: dict[str, Any]) -> str:
        if isinstance(words, Joined):
            words = elided(words, values)
        return (Markup(words) if context.eval_ctx.autoescape else words) % values  # noqa: S704 - our own sentences

    @pass_context
    def one(context: Context, message: str, /, **values: Any) -> str:
        return filled(context, catalogue.gettext(message), values)

    @pass_context
    def many(context: Context, singular: str, plural: str, number: int, /, **values: Any) -> str:
        return filled(context, catalogue.ngettext(singular, plural, number), {"num": number} | values)

    return {"gettext": one, "ngettext": many}


class HouseEnvironment(Environment):
    """An environment for one language, over its gettext catalogue."""

    code_generator_class = _Compiler
    escaped = staticmethod(escaped)

    def __init__(self, catalogue: gettext.NullTranslations, **options: Any) -> None:
        super().__init__(**options)
        self._words = _Words(catalogue)
        self.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]  # from the extension
        self.globals |= _speaking(catalogue)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        template = super()._parse(source, name, filename)
        self._words.visit(template)
        return template
