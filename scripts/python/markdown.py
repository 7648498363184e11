"""Cuts Markdown into blocks of prose: paragraphs, list items, headings and cells of tables, each with its lines."""

import re

from swift_source import PLACEHOLDER, blank

_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_HEADING = re.compile(r"#{1,6}\s+")
_ITEM = re.compile(r"(\s*)([-*+]|\d+[.)])(\s+|$)")
_DELIMITER_ROW = re.compile(r"\s*\|[\s|:-]*$")
_REFERENCE = re.compile(r"\s{0,3}\[[^\]]+\]:\s")
_CELL = re.compile(r"(?:\\.|`[^`]*`|[^|\\])+")
_FIELD = re.compile(r"(\s*[-*+]\s+(?:Parameter\s+)?)(`?\w+`?)(?=\s*:)")
_SECTION = re.compile(r"\s*[-*+]\s+(?:Returns|Throws|Note|Parameters|Important|Warning|SeeAlso|Complexity)\s*:")

_CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.S)
_LINK_TARGET = re.compile(r"\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+\"[^\"]*\")?\)|\]\[[^\]]*\]")
_URL = re.compile(r"<[a-z]+:[^>\s]*>|\b[a-z]+://[^\s)>\]]+")
_TAG = re.compile(r"<!--|-->|</?[A-Za-z][^<>\n]*>")


class Block:
    """One paragraph, list item, heading or cell. `text` is its prose, everything else filled with placeholders."""

    def __init__(self, kind, pieces):
        self.kind = kind
        self._lines = [number for number, _ in pieces]
        self.text = _mask("\n".join(text for _, text in pieces))

    def line(self, offset):
        """Returns the number of the line that an offset of the text is in."""
        return self._lines[self.text.count("\n", 0, offset)]


def _mask(text):
    text = _CODE_SPAN.sub(lambda match: blank(match.group(), PLACEHOLDER), text)
    text = _LINK_TARGET.sub(lambda match: blank(match.group()), text)
    text = _URL.sub(lambda match: blank(match.group(), PLACEHOLDER), text)
    return _TAG.sub(lambda match: blank(match.group()), text)


def blocks(lines, is_documentation_comment=False):
    """Returns the blocks of numbered lines. In a documentation comment, names of parameters are no prose."""
    found, pieces = [], []
    kind, fence, in_list, after_blank, in_comment = "text", None, False, True, False

    def finish():
        nonlocal pieces, kind
        if pieces:
            found.append(Block(kind, pieces))
        pieces, kind = [], "text"

    for number, line in lines:
        mark = _FENCE.match(line)
        if fence:
            if mark and mark.group(1).startswith(fence) and not line.strip(" `~"):
                fence = None
            continue
        if mark:
            finish()
            fence, after_blank = mark.group(1), True
            continue
        line = re.sub(r"^\s*>\s?", lambda match: " " * len(match.group()), line)
        if not line.strip():
            finish()
            after_blank = True
            continue
        if line.startswith("    ") and after_blank and not in_list:
            continue  # indented code
        is_first, after_blank = after_blank, False
        if line.lstrip().startswith("<!--"):
            finish()
            kind = "comment"
        item, heading = _ITEM.match(line), _HEADING.match(line)
        if line.lstrip().startswith("|"):
            finish()
            if not _DELIMITER_ROW.match(line):
                for cell in _CELL.finditer(line):
                    if cell.group().strip():
                        found.append(Block("cell", [(number, cell.group())]))
        elif heading:
            finish()
            found.append(Block("heading", [(number, line[heading.end() :])]))
            in_list = False
        elif item:
            finish()
            in_list = True
            if is_documentation_comment:
                section = _SECTION.match(line)
                line = blank(section.group()) + line[section.end() :] if section else _FIELD.sub(
                    lambda match: match.group(1) + PLACEHOLDER * len(match.group(2)), line)
            pieces.append((number, " " * item.end() + line[item.end() :]))
        elif _REFERENCE.match(line):
            finish()
        else:
            if is_first and not line.startswith(" "):
                in_list = False
            pieces.append((number, line))
        if kind == "comment" and "-->" in line:
            finish()
    finish()
    return found
