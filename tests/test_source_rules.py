"""What our own source may not do: show foreign text as markdown, run data as code, use a widget that loads things.

Streamlit renders markdown, with remote pictures and links, in nearly every label. So in the files that draw
pages, whatever goes into such a place must be *plain*: written by us, a number, or escaped. Plain is

- a constant, a number, a value out of a CONSTANT, or put together from plain parts;
- `md_escape(...)`;
- a sentence of ours: `_("...")`, `_.plural("...", "...", n)`; its values must be plain too, and
  `_.md("{name} ...", name=...)` or `_.plural_md(...)` escapes them itself;
- `_.number`, `_.percent`, `_.date`, `_.month`, `len`, `round`, `int`;
- a variable or a function of the same file that only ever holds or returns plain text.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted([*(ROOT / "identity_audit").rglob("*.py"), ROOT / "run.py", ROOT / "streamlit_app.py"])

BANNED_NAMES = {"eval", "exec", "__import__", "compile"}
BANNED_MODULES = {"pickle", "cPickle", "marshal", "shelve", "joblib", "dill", "cloudpickle"}
BANNED_CALLS = {"yaml.load", "joblib.load", "os.system", "os.popen", "pandas.read_pickle", "pd.read_pickle"}
BANNED_OF_STREAMLIT = {
    "html", "iframe", "table", "latex", "components", "write", "write_stream", "map", "pydeck_chart", "exception",
    "link_button", "graphviz_chart", "mermaid_chart", "experimental_get_query_params",
}  # fmt: skip
BANNED_ANYWHERE = {"ImageColumn", "LinkColumn", "MarkdownColumn"}
BANNED_KEYWORDS = {"unsafe_allow_html", "unsafe_allow_javascript", "persist"}

# Which positional arguments are markdown (the first, unless said otherwise).
_FIRST = (
    "markdown caption title header subheader info error warning success toast badge button download_button "
    "form_submit_button checkbox toggle radio pills segmented_control select_slider selectbox multiselect slider "
    "number_input text_input text_area date_input time_input datetime_input file_uploader color_picker expander "
    "popover status spinner tabs dialog chat_input camera_input audio_input feedback menu_button"
)
MARKDOWN: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(_FIRST.split(), (0,)),
    "metric": (0, 1, 2),
    "progress": (1,),
    "image": (1,),
    "page_link": (),
    "update": (),
    "set_page_config": (),
    "Page": (),
}
MARKDOWN_KEYWORDS = {
    "label", "body", "help", "caption", "captions", "text", "title", "page_title", "delta", "delta_description", "tabs",
}  # fmt: skip
OPTIONS = {"radio", "pills", "segmented_control", "select_slider"}
NUMBERS = {"number", "percent", "date", "month"}
COUNTS = {"len", "round", "int", "float", "abs", "range", "sum", "min", "max"}
FOREIGN = {"name", "names", "text", "texts", "handle", "company", "position", "title_of"}


class Plain:
    """Is what this expression gives always our own words or numbers? Knows one file."""

    def __init__(self, tree: ast.Module) -> None:
        self._parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
        self._functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
        self._tree = tree
        self._asking: set[tuple[ast.AST, str]] = set()

    def __call__(self, node: ast.expr | None) -> bool:
        match node:
            case None | ast.Constant():
                return True
            case ast.JoinedStr(values=parts) | ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
                return all(map(self, parts))
            case ast.FormattedValue(value=value) | ast.Starred(value=value):
                return self(value)
            case ast.Dict(keys=keys, values=values):
                return all(map(self, [*keys, *values]))
            case ast.IfExp(body=body, orelse=orelse):
                return self(body) and self(orelse)
            case ast.BoolOp(values=values):
                return all(map(self, values))
            case ast.BinOp(left=left, op=ast.Add() | ast.Mult() | ast.Sub() | ast.Div() | ast.FloorDiv(), right=right):
                return self(left) and self(right)
            case ast.NamedExpr(value=value):
                return self(value)
            case ast.ListComp(elt=elt) | ast.GeneratorExp(elt=elt) | ast.SetComp(elt=elt):
                return self(elt)
            case ast.DictComp(key=key, value=value):
                return self(key) and self(value)
            case ast.Subscript(value=value) | ast.Attribute(value=value):
                return _is_constant_name(node) or (self(value) and _field(node) not in FOREIGN)
            case ast.Name(id=name):
                return _is_constant_name(node) or self._variable(name, node)
            case ast.Call():
                return self._call(node)
        return False

    def _call(self, call: ast.Call) -> bool:
        name = _dotted(call.func)
        last = name.rpartition(".")[2]
        values = [keyword.value for keyword in call.keywords]
        if last == "md_escape" or name in COUNTS:
            return True
        if _is_words(call.func):
            return self._sentence(call.args[:1]) and all(map(self, [*call.args[1:], *values]))
        if isinstance(call.func, ast.Attribute) and _is_words(call.func.value):
            if last == "plural":
                return self._sentence(call.args[:2]) and all(map(self, values))
            return (last in NUMBERS) or (
                last in ("md", "plural_md") and self._sentence(call.args[: 1 + (last != "md")])
            )
        if last == "join" and isinstance(call.func, ast.Attribute):
            return self(call.func.value) and all(map(self, call.args))
        if last in ("items", "keys", "values", "lower", "upper", "strip") and isinstance(call.func, ast.Attribute):
            return self(call.func.value)
        if name in ("list", "tuple", "sorted", "reversed", "enumerate", "zip", "dict", "str"):
            return all(map(self, call.args))
        function = self._functions.get(name)
        return function is not None and self._returns(function)

    def _sentence(self, nodes: list[ast.expr]) -> bool:
        """Can this be the sentence of a translation? Written here, or a name for one written elsewhere."""
        return bool(nodes) and all(
            isinstance(node, ast.Constant)
            or (isinstance(node, ast.IfExp) and self._sentence([node.body, node.orelse]))
            or (isinstance(node, ast.Attribute | ast.Subscript | ast.Name) and _field(node) not in FOREIGN)
            or (isinstance(node, ast.Call) and _dotted(node.func) in ("N_", "next") and not _has_format(node))
            for node in nodes
        )

    def _returns(self, function: ast.FunctionDef) -> bool:
        if (function, "return") in self._asking:
            return True
        self._asking.add((function, "return"))
        try:
            found = [node for node in ast.walk(function) if isinstance(node, ast.Return)]
            return bool(found) and all(self(node.value) for node in found)
        finally:
            self._asking.discard((function, "return"))

    def _variable(self, name: str, at: ast.AST) -> bool:
        """Is everything that is ever put into this variable plain?"""
        scope: ast.AST = at
        while scope in self._parents:
            scope = self._parents[scope]
            if isinstance(
                scope, ast.Lambda | ast.FunctionDef | ast.ListComp | ast.GeneratorExp | ast.DictComp | ast.SetComp
            ):
                found = list(self._bindings(scope, name))
                if found:
                    return self._all_plain(scope, name, found)
        found = list(self._bindings(self._tree, name))
        return bool(found) and self._all_plain(self._tree, name, found)

    def _all_plain(self, scope: ast.AST, name: str, found: list[ast.expr | None]) -> bool:
        if (scope, name) in self._asking:
            return True
        self._asking.add((scope, name))
        try:
            return all(value is not None and self(value) for value in found)
        finally:
            self._asking.discard((scope, name))

    def _bindings(self, scope: ast.AST, name: str) -> Iterator[ast.expr | None]:
        """What a scope puts into a name; None for what cannot be followed."""
        if isinstance(scope, ast.FunctionDef | ast.Lambda):
            arguments = scope.args
            for argument in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]:
                if argument.arg == name:
                    counted = isinstance(argument.annotation, ast.Name) and argument.annotation.id in (
                        "int",
                        "float",
                        "bool",
                    )
                    yield ast.Constant(0) if counted else None
        if isinstance(scope, ast.ListComp | ast.GeneratorExp | ast.DictComp | ast.SetComp):
            for part in scope.generators:
                yield from _put(part.target, part.iter, name, each=True)
            return
        for node in ast.walk(scope):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    yield from _put(target, node.value, name)
            elif isinstance(node, ast.AnnAssign | ast.AugAssign | ast.NamedExpr) and node.value is not None:
                yield from _put(node.target, node.value, name)
            elif isinstance(node, ast.For):
                yield from _put(node.target, node.iter, name, each=True)
            elif isinstance(node, ast.withitem) and node.optional_vars is not None:
                yield from _put(node.optional_vars, node.context_expr, name)


def _put(target: ast.expr, value: ast.expr, name: str, each: bool = False) -> Iterator[ast.expr | None]:
    """What `target = value` (or `for target in value`) puts into a name."""
    if isinstance(target, ast.Name):
        if target.id == name:
            yield value
        return
    if not isinstance(target, ast.Tuple):
        return
    called = _dotted(value.func) if isinstance(value, ast.Call) else ""
    for place, part in enumerate(target.elts):
        inner = part.value if isinstance(part, ast.Starred) else part
        if name not in {node.id for node in ast.walk(inner) if isinstance(node, ast.Name)}:
            continue
        if each and isinstance(value, ast.Call) and called == "enumerate" and value.args:
            yield from [ast.Constant(0)] if place == 0 else _put(inner, value.args[0], name, each=True)
        elif each and isinstance(value, ast.Call) and called == "zip" and place < len(value.args):
            yield from _put(inner, value.args[place], name, each=True)
        elif not each and isinstance(value, ast.Tuple) and len(value.elts) == len(target.elts):
            yield from _put(inner, value.elts[place], name)
        else:
            yield from _put(inner, value, name)


def _dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def _field(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return str(node.slice.value)
    return node.id if isinstance(node, ast.Name) else ""


def _is_constant_name(node: ast.AST) -> bool:
    """MARKS, parts.MARKS, MARKS[grade], AIMS[:2]: written in the code, in capitals."""
    if isinstance(node, ast.Subscript):
        return _is_constant_name(node.value)
    return bool(re.fullmatch(r"_?[A-Z][A-Z0-9_]+", _dotted(node).rpartition(".")[2]))


def _is_words(node: ast.AST) -> bool:
    """`_`, `words(...)`, `state.words()`: the translations of a language."""
    if isinstance(node, ast.Call):
        return _dotted(node.func).rpartition(".")[2] == "words"
    return isinstance(node, ast.Name) and node.id == "_"


def _has_format(node: ast.AST) -> bool:
    return any(isinstance(part, ast.JoinedStr | ast.BinOp) for part in ast.walk(node))


def faults(source: str) -> list[str]:
    """Every line of a source that breaks a rule, with the rule."""
    tree = ast.parse(source)
    plain = Plain(tree)
    draws = any(
        (isinstance(node, ast.Import) and any(alias.name.split(".")[0] == "streamlit" for alias in node.names))
        or (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "streamlit")
        for node in ast.walk(tree)
    )
    found: list[tuple[int, str]] = []
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [getattr(node, "module", None) or "", *(alias.name for alias in node.names)]
            found += [(line, f"import of {name}") for name in names if name.split(".")[0] in BANNED_MODULES]
            found += [
                (line, f"streamlit {name}")
                for name in names
                if getattr(node, "module", None) == "streamlit" and name in BANNED_OF_STREAMLIT
            ]
            found += [(line, name) for name in names if name.startswith("streamlit.components")]
        elif isinstance(node, ast.Name) and node.id in BANNED_NAMES:
            found.append((line, node.id))
        elif isinstance(node, ast.Attribute):
            if node.attr in BANNED_ANYWHERE or (_dotted(node.value) == "st" and node.attr in BANNED_OF_STREAMLIT):
                found.append((line, node.attr))
            if _dotted(node) in BANNED_CALLS:
                found.append((line, _dotted(node)))
        elif isinstance(node, ast.Call):
            keywords = {keyword.arg: keyword.value for keyword in node.keywords}
            found += [(line, f"{name}=") for name in sorted(BANNED_KEYWORDS & keywords.keys() - {None}, key=str)]
            if draws and isinstance(node.func, ast.Attribute):
                found += [(line, what) for what in _unescaped(node, node.func.attr, keywords, plain)]
    return [f"{line}: {what}" for line, what in sorted(set(found))]


def _unescaped(call: ast.Call, method: str, keywords: dict[str | None, ast.expr], plain: Plain) -> Iterator[str]:
    """What goes unescaped into a markdown place of a Streamlit call."""
    if method not in MARKDOWN or _is_words(call.func.value if isinstance(call.func, ast.Attribute) else call.func):
        return
    if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Constant):
        return
    for place in MARKDOWN[method]:
        if place < len(call.args) and not plain(call.args[place]):
            yield f"{method}({ast.unparse(call.args[place])}) is not escaped"
    for name, value in keywords.items():
        if name in MARKDOWN_KEYWORDS and not plain(value):
            yield f"{method}({name}={ast.unparse(value)}) is not escaped"
    if method in OPTIONS:
        options = keywords.get("options") or (call.args[1] if len(call.args) > 1 else None)
        written = keywords.get("format_func")
        if written is None:
            if not plain(options):
                yield f"{method} options {ast.unparse(options or ast.Constant(None))} are not escaped"
        elif not _writes_plain(written, plain):
            yield f"{method}(format_func={ast.unparse(written)}) is not escaped"


def _writes_plain(function: ast.expr, plain: Plain) -> bool:
    """Does a format function give plain text? Its own argument counts as foreign."""
    if isinstance(function, ast.Lambda):
        return plain(function.body)
    if _is_words(function):
        return True
    if isinstance(function, ast.Attribute) and function.attr in ("__getitem__", "get"):
        return plain(function.value)
    if isinstance(function, ast.Name):
        return function.id == "md_escape" or plain(ast.Call(function, [], []))
    return False


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_our_source_keeps_the_rules(file: Path) -> None:
    assert faults(file.read_text(encoding="utf-8")) == []


HEAD = "import streamlit as st\nfrom identity_audit.safe_text import md_escape\n"


@pytest.mark.parametrize(
    "code",
    [
        "st.markdown(name)",
        "st.markdown(f'hello {contact.name}')",
        "st.markdown('hello ' + contact.name)",
        "st.markdown('hello %s' % contact.name)",
        "st.markdown('hello {}'.format(contact.name))",
        "st.markdown('<b>x</b>', unsafe_allow_html=True)",
        "column.caption(row['text'])",
        "st.button(topic.name)",
        "st.button('x', help=topic.name)",
        "st.button(label=topic.name)",
        "st.metric('x', contact.name)",
        "st.metric('x', 1, delta=contact.name)",
        "st.tabs([topic.name for topic in topics])",
        "st.expander(_('About {name}', name=topic.name))",
        "st.markdown(_(f'About {topic.name}'))",
        "st.markdown(_('About ' + topic.name))",
        "st.markdown(_(topic.name))",
        "st.markdown(_(row['text']))",
        "st.markdown(_.plural('{name}', '{name}s', n, name=topic.name))",
        "st.markdown(_.md(f'{topic.name}'))",
        "st.progress(0.5, text=job.step)",
        "st.progress(0.5, job.step)",
        "st.radio('x', names)",
        "st.pills('x', ids, format_func=lambda i: names[i])",
        "st.segmented_control('x', ids, format_func=names.__getitem__)",
        "st.segmented_control('x', options=names)",
        "st.image(data, caption=post.text)",
        "st.error(str(error))",
        "st.toast(sentence)",
        "sentence = post.text\nst.toast(sentence)",
        "sentence = 'ours'\nsentence = post.text\nst.toast(sentence)",
        "def f(sentence):\n    st.toast(sentence)",
        "def f(x):\n    return x\nst.toast(f(1))",
        "for name, n in pairs:\n    st.caption(name)",
        "with st.expander(topic.name):\n    pass",
        "st.page_link('x', label=topic.name)",
        "st.set_page_config(page_title=owner.name)",
        "@st.dialog(topic.name)\ndef f():\n    pass",
        "st.html('<b>')",
        "st.table(frame)",
        "st.latex('x')",
        "st.write('x')",
        "st.exception(error)",
        "from streamlit import html",
        "import streamlit.components.v1 as c",
        "st.components.v1.html('x')",
        "st.column_config.LinkColumn('x')",
        "st.column_config.ImageColumn('x')",
        "@st.cache_data(persist='disk')\ndef f():\n    pass",
        "import pickle",
        "from pickle import loads",
        "import joblib",
        "eval('1')",
        "exec(code)",
        "yaml.load(text)",
        "pd.read_pickle(path)",
    ],
)
def test_the_rule_refuses(code: str) -> None:
    assert faults(HEAD + code) != []


@pytest.mark.parametrize(
    "code",
    [
        "st.markdown('ours')",
        "st.markdown(md_escape(contact.name))",
        "st.markdown(f'**{md_escape(contact.name)}**: {len(posts)}')",
        "st.markdown(_('A sentence.'))",
        "st.markdown(_(DOORS))",
        "st.markdown(f'**{_(aim.title)}**')",
        "st.markdown(_.md('About {name}', name=topic.name))",
        "st.markdown(_('{n} posts', n=_.number(n)))",
        "st.markdown(_('{n} posts', n=len(posts)))",
        "st.caption(_('Today: {date}', date=_.date(now)))",
        "st.caption(_.plural('{n} post', '{n} posts', n))",
        "number.markdown(_.plural_md('{n} of {name}', '{n} of {name}', n, name=topic.name))",
        "st.info(state.words()('Invented example'))",
        "st.button(_('Chosen') if chosen else _('Choose'), key=f'aim_{aim.id}')",
        "st.markdown(f'{MARKS[line.grade]} {md_escape(line.subject)}')",
        "for number, step in enumerate(steps, 1):\n    st.markdown(f'{number}. {_(step)}')",
        "for name, label in PAGES:\n    st.button(_(label), key=name)",
        "def step(job):\n    return _('Reading') if job else _('Cut') + ' …'\nst.progress(0.5, text=step(1))",
        "left, right = st.columns(2)\nleft.caption(_('x'))",
        "st.segmented_control('Langue / Language', list(NAMES), format_func=NAMES.__getitem__)",
        "st.segmented_control('x', ids, format_func={i.platform: i.title for i in IMPORTERS}.__getitem__)",
        "st.pills('x', ids, format_func=lambda i: md_escape(names[i]))",
        "st.radio('x', ['a', 'b'])",
        "st.selectbox(_('x'), names, format_func=lambda i: names[i])",
        "st.multiselect(_('x'), names)",
        "st.text(post.text)",
        "st.dataframe(frame)",
        "st.text_input(_('x'), value=topic.name, placeholder=topic.name)",
        "title = md_escape(topic.name)\nst.subheader(title)",
        "st.markdown(' · '.join(md_escape(term) for term in terms))",
        "'a title'.title()\nname.title()",
        "options.update({1: name})",
    ],
)
def test_the_rule_allows(code: str) -> None:
    assert faults(HEAD + code) == []


def test_only_files_that_draw_are_held_to_markdown() -> None:
    assert faults("parser.error(f'{name} is wrong')\nlogger.warning(kind)") == []


def test_pages_are_drawn_again_in_one_place() -> None:
    """`st.rerun` loses a click on the menu that came while the page was working: see `session.draw_again`."""
    places = [file.name for file in FILES if "st.rerun(" in file.read_text(encoding="utf-8")]
    assert places == ["session.py"]


def test_what_the_style_sheet_names_stands_in_one_place() -> None:
    """A widget elsewhere under the same key would be laid out like it."""
    style = (ROOT / "identity_audit" / "server" / "page.css").read_text(encoding="utf-8")
    pages = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "identity_audit" / "ui").rglob("*.py"))
    keys = set(re.findall(r"\.st-key-(\w+)", style))
    assert len(keys) >= 6
    assert {key: pages.count(f'"{key}"') for key in keys} == dict.fromkeys(keys, 1)
