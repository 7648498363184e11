"""Splits Swift source into code, comments and strings, well enough for the checks of this folder."""

import bisect
import re

PLACEHOLDER = "\x01"  # Fills what is not prose inside a text, so that offsets stay the same.

_START = re.compile(r'//|/\*|#*"|#+/|/')
_START_OR_PAREN = re.compile(r'//|/\*|#*"|#+/|/|\(|\)')
_NOT_NEWLINE = re.compile(r"[^\n]")
_BLOCK_COMMENT = re.compile(r"/\*|\*/")
# A bare regex literal opens where an operand is expected, and closes on its line.
_BARE_REGEX = re.compile(r"/(?![\s/*])(?:\\.|[^/\\\n])+/")
_OPERAND_BEFORE = re.compile(r"(?:[(,=:\[{?!&|]|\b(?:return|case|in|try))\s*$")


def blank(text, fill=" "):
    """Returns the text with every character but line ends replaced."""
    return _NOT_NEWLINE.sub(fill, text)


class Piece:
    """A comment or a string: where its text begins, the text at full length, and the code before it on its line."""

    def __init__(self, offset, text, before):
        self.offset, self.text, self.before = offset, text, before


class SwiftSource:
    """The parts of one file. `code` is as long as the file, with comments and the text of strings blanked."""

    def __init__(self, text):
        self.text = text
        self.comments = []  # with the marks that make them comments
        self.strings = []  # without delimiters; escapes and interpolations are placeholders
        self._blanks = []
        self._line_starts = [0] + [match.end() for match in re.finditer("\n", text)]
        self._scan(0, False)
        out, at = [], 0
        for start, end in sorted(self._blanks):
            out += [text[at:start], blank(text[start:end])]
            at = end
        self.code = "".join(out) + text[at:]

    def line(self, offset):
        """Returns the number of the line that an offset is in, from 1."""
        return bisect.bisect_right(self._line_starts, offset)

    def _scan(self, at, is_interpolation):
        """Reads code from an offset to the end of the file, or to the parenthesis that closes an interpolation."""
        text, depth = self.text, 0
        search = (_START_OR_PAREN if is_interpolation else _START).search
        while True:
            match = search(text, at)
            if match is None:
                return len(text)
            start, mark = match.start(), match.group()
            if mark == "(":
                depth, at = depth + 1, match.end()
            elif mark == ")":
                if depth == 0:
                    return start
                depth, at = depth - 1, match.end()
            elif mark == "//":
                at = self._comment(start, self._find("\n", start))
            elif mark == "/*":
                at = self._comment(start, self._block_comment_end(start))
            elif mark.endswith('"'):
                at = self._string(start, len(mark) - 1)
            elif mark.startswith("#"):
                close = mark[::-1]
                at = min(self._find(close, match.end()) + len(close), len(text))
                self._blanks.append((start, at))
            else:
                regex = _BARE_REGEX.match(text, start)
                at = match.end()
                if regex and _OPERAND_BEFORE.search(text[max(0, start - 40) : start]):
                    at = regex.end()
                    self._blanks.append((start, at))

    def _find(self, mark, at):
        found = self.text.find(mark, at)
        return len(self.text) if found < 0 else found

    def _piece(self, offset, text, start):
        return Piece(offset, text, self.text[self._line_starts[self.line(start) - 1] : start])

    def _comment(self, start, end):
        self.comments.append(self._piece(start, self.text[start:end], start))
        self._blanks.append((start, end))
        return end

    def _block_comment_end(self, start):
        depth = 0
        for match in _BLOCK_COMMENT.finditer(self.text, start):
            depth += 1 if match.group() == "/*" else -1
            if depth == 0:
                return match.end()
        return len(self.text)

    def _string(self, start, hashes):
        """Reads one literal and returns where it ends. The code of its interpolations stays code."""
        text, mark, at = self.text, "#" * hashes, start + hashes
        # Three quotes open a literal of many lines only at the end of a line: `#"""#` holds one quote.
        quotes = '"""' if re.compile(r'"""[ \t]*\n').match(text, at) else '"'
        close = re.compile(r"\\%s(.)|%s%s%s" % (mark, quotes, mark, "" if len(quotes) == 3 else "|\n"), re.S)
        begin = plain = at = at + len(quotes)
        parts = []
        while True:
            match = close.search(text, at)
            end = len(text) if match is None else match.start()
            parts.append(text[at:end])
            if match is None or match.group(1) is None:
                break
            if match.group(1) == "(":
                self._blanks.append((plain, match.end()))
                plain = self._scan(match.end(), True)
                at = min(plain + 1, len(text))
                parts.append(blank(text[end:at], PLACEHOLDER))
            else:
                at = match.end()
                parts.append(blank(text[end:at], " " if match.group(1) in "nrt\n" else PLACEHOLDER))
        self._blanks.append((plain, end))
        self.strings.append(self._piece(begin, "".join(parts), start))
        return end if match is None or match.group() == "\n" else match.end()
