"""Finds what the project's prose must not have: old dialect, long sentences, long lines and misspelt words."""

import os
import re
import shutil
import subprocess

from markdown import blocks
from swift_source import PLACEHOLDER, SwiftSource

RULES = ["dialect", "sentence", "line", "verb", "spelling"]
LONGEST_SENTENCE = 25
LONGEST_LINE = 120

# Folders whose texts are made by tools, are data, or belong to others.
_SKIPPED = re.compile(
    r"(^|/)(\.[^/]+|node_modules|__pycache__)/|^docs/generated/|^Tests/Corpora/|^Tests/Fuzz/(Corpora|Dictionaries)/")
# String literals with invented company names and the like.
_VOCABULARY = re.compile(r"^Sources/InsightsFixtures/Generating/")
_LIBRARY_OR_TOOL = re.compile(r"^Sources/")


class Finding:
    """One place, what was found there, and what to write instead."""

    def __init__(self, path, line, rule, found, advice):
        self.path, self.line, self.rule, self.found, self.advice = path, line, rule, found, advice

    def __str__(self):
        return "%s:%d: %s; %s" % (self.path, self.line, self.found, self.advice)


class Prose:
    """A block of prose of a file, with the rules that it must keep."""

    def __init__(self, path, block, measures_sentences=True):
        self.path, self.text, self.measures_sentences = path, block.text, measures_sentences
        self.line = block.line


class _Literal:
    """The text of a string literal, as a block."""

    def __init__(self, source, piece):
        self._source, self._offset = source, piece.offset
        self.text = _QUOTED.sub(lambda match: PLACEHOLDER * len(match.group()), piece.text)

    def line(self, offset):
        return self._source.line(self._offset + offset)


def files(root):
    """Returns the paths of the files that are checked, sorted."""
    found = []
    for folder, folders, names in os.walk(root):
        relative = os.path.relpath(folder, root).replace(os.sep, "/")
        prefix = "" if relative == "." else relative + "/"
        folders[:] = [name for name in folders if not _SKIPPED.search(prefix + name + "/")]
        found += [prefix + name for name in names if name.endswith((".md", ".swift"))]
    return sorted(found)


def read(root, path):
    """Returns the text of a file."""
    with open(os.path.join(root, path), encoding="utf-8") as file:
        return file.read()


def texts(path, text):
    """Returns the prose of a file."""
    return markdown_prose(path, text) if path.endswith(".md") else swift_prose(path, text)


def check(files, dialect, speller, asks_for_verbs=False):
    """Returns the findings in files, given as a dictionary from paths to texts, in order."""
    found, all_prose = [], []
    for path, text in files.items():
        found += dialect.names(path, text)
        if path.endswith(".md"):
            found += long_lines(path, text)
        elif asks_for_verbs:
            found += verbless_functions(path, text)
        all_prose += texts(path, text)
    for prose in all_prose:
        found += dialect.phrases(prose) + long_sentences(prose)
    found += misspellings(all_prose, speller)
    return sorted(found, key=lambda finding: (finding.path, finding.line, RULES.index(finding.rule), finding.found))


# Markdown


def markdown_prose(path, text):
    """Returns the paragraphs, items, headings and cells of a page."""
    return [Prose(path, block) for block in blocks(enumerate(text.split("\n"), 1))]


_LINK_TARGET = re.compile(r"\]\([^)\s]*\)|\]\[[^\]]*\]|<?https?://[^\s>)]*>?")


def long_lines(path, text):
    """Returns a finding for each line that is too long, outside of tables and code. Link targets do not count."""
    found, fence = [], None
    for number, line in enumerate(text.split("\n"), 1):
        mark = re.match(r"\s*(`{3,}|~{3,})", line)
        if mark and (fence is None or line.strip().startswith(fence)):
            fence = None if fence else mark.group(1)
        if fence or mark or line.lstrip().startswith(("|", "<!--")) or line.startswith("    "):
            continue
        length = len(_LINK_TARGET.sub("", line))
        if length > LONGEST_LINE:
            found.append(Finding(
                path, number, "line", "a line of %d characters" % length, "wrap it at %d" % LONGEST_LINE))
    return found


# Swift

_DOC_COMMENT = re.compile(r"///(?!/)|/\*\*(?!/)")
_COMMENT_MARK = re.compile(r"/{2,}|/\*+")
_NO_PROSE = re.compile(r"\s*(?:swift-tools-version|swift-format-ignore|swiftlint|MARK:|TODO:|sourcery)")
# What a literal quotes: code between backticks or single quotes, and an option with its value.
_QUOTED = re.compile(r"`[^`\n]+`|(?<!\w)'[^'\n]+'(?!\w)|(?<!\S)--[a-z][a-z-]*(?: [a-z]+(?=[,;:]|$))?")
_TITLE = re.compile(r"@(?:Test|Suite)\(\s*$")
_CODE_TEXT = re.compile(
    r"^(?:insights-sim|scripts/|curl) |\b(?:SELECT|FROM|WHERE|ORDER BY|TIMESPAN)\b|[{}<>=]|\\|^\s*[/.]|HTTP/1")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def swift_prose(path, text):
    """Returns the comments of a Swift file, and the literals that users read: help, errors and titles of tests."""
    source, found = SwiftSource(text), []
    run, run_kind, last = [], None, 0

    def finish():
        if run:
            is_documentation = run_kind == "doc"
            found.extend(Prose(path, block, measures_sentences=is_documentation)
                         for block in blocks(run, is_documentation))
        run.clear()

    for comment in source.comments:
        kind = "doc" if _DOC_COMMENT.match(comment.text) else "comment"
        number, stands_alone = source.line(comment.offset), not comment.before.strip()
        if kind != run_kind or number != last + 1 or not stands_alone:
            finish()
        run_kind = kind
        for index, line in enumerate(comment.text.split("\n")):
            if index == 0:
                line = line[_COMMENT_MARK.match(line).end() :]
                line = line[1:] if line.startswith(" ") else line
            if _NO_PROSE.match(line):
                line = ""
            run.append((number + index, line))
        last = run[-1][0] if stands_alone else 0
    finish()
    for piece in source.strings:
        is_title = _title_before(source, piece)
        is_shown = _LIBRARY_OR_TOOL.match(path) and not _VOCABULARY.match(path) and _reads_like_prose(piece.text)
        if is_title or is_shown:
            found.append(Prose(path, _Literal(source, piece), measures_sentences=False))
    return found


def _title_before(source, piece):
    return _TITLE.search(source.text[max(0, piece.offset - 200) : piece.offset].rstrip('"#')) is not None


def _reads_like_prose(text):
    """Whether a literal is a phrase of at least three words, and no query, document or code."""
    return len(re.findall(r"(?<![\w/.-])[a-z][a-z]+(?![\w/=(-])", text)) >= 3 and not _CODE_TEXT.search(text)


_FUNCTION = re.compile(
    r"^([ \t]*)///[ \t]*(\S+)[^\n]*\n(?:[ \t]*///[^\n]*\n)*"
    r"(?:[ \t]*@\w+(?:\([^)\n]*\))?\n)*"
    r"[ \t]*(?:(?:@\w+|public|package|internal|private|fileprivate|static|class|final|override|mutating|nonisolated"
    r"|borrowing|consuming)[ \t]+)*func\b", re.M)
_VERB = re.compile(r"[A-Z][a-z]+s,?$")
_NO_VERB = {"Whose", "This", "Its", "Always", "Others", "Bytes", "Rows", "Perhaps"}


def verbless_functions(path, text):
    """Returns a finding for each documentation comment of a function that does not begin with a verb in -s."""
    return [
        Finding(
            path, text.count("\n", 0, match.start()) + 1, "verb", 'a function\'s comment begins "%s"' % match.group(2),
            'begin with a verb in -s, such as "Returns"')
        for match in _FUNCTION.finditer(text)
        if not _VERB.match(match.group(2)) or match.group(2).rstrip(",") in _NO_VERB
    ]


# The dialect

class Dialect:
    """The words that the project no longer uses, each with better ones.

    Each line of the file is a regular expression, a tab and what to write instead. A line that begins with `code:` is
    a name that the code had once: it is refused in code too.
    """

    def __init__(self, text, path="dialect.txt"):
        self._phrases, self._names = [], []
        for number, line in enumerate(text.split("\n"), 1):
            if not line.strip() or line.startswith("#"):
                continue
            pattern, _, advice = line.partition("\t")
            if not advice.strip():
                raise ValueError(
                    "%s:%d: expected a regular expression, a tab and what to write instead" % (path, number))
            try:
                if pattern.startswith("code:"):
                    rule = re.compile(r"\b(?:%s)\b" % pattern[len("code:") :])
                    self._names.append((rule, advice.strip()))
                else:
                    rule = re.compile(self._spaced(pattern), re.I)
                    self._phrases.append((rule, advice.strip()))
            except re.error as error:
                raise ValueError("%s:%d: %s in the regular expression" % (path, number, error)) from error
        self._any_phrase = self._any(self._phrases, re.I)
        self._any_name = self._any(self._names, 0)

    @staticmethod
    def _any(rules, flags):
        return re.compile("|".join("(?:%s)" % rule.pattern for rule, _ in rules) or r"(?!)", flags)

    @staticmethod
    def _spaced(pattern):
        """Returns a pattern of whole words whose spaces match any white space. Lookbehind must keep its width."""
        parts = re.split(r"(\(\?<[!=][^)]*\))", pattern)
        spaced = "".join(part if part.startswith("(?<") else part.replace(" ", r"\s+") for part in parts)
        return r"(?<![\w-])(?:%s)(?![\w-])" % spaced

    def phrases(self, prose):
        """Returns a finding for each phrase of the dialect in a text."""
        if not self._any_phrase.search(prose.text):
            return []
        return [
            self._finding(prose.path, prose.line(match.start()), match, advice)
            for rule, advice in self._phrases for match in rule.finditer(prose.text)
        ]

    def names(self, path, text):
        """Returns a finding for each name of old in a file."""
        if not self._any_name.search(text):
            return []
        return [
            self._finding(path, text.count("\n", 0, match.start()) + 1, match, advice)
            for rule, advice in self._names for match in rule.finditer(text)
        ]

    @staticmethod
    def _finding(path, line, match, advice):
        phrase = " ".join(match.group().replace(PLACEHOLDER, "").split())
        return Finding(path, line, "dialect", 'dialect: "%s"' % phrase, "write " + advice)


# Sentences

_SENTENCE_END = re.compile(r"[.!?][\"')\]*_”’]*(?=\s+[^a-z\s])|[.!?][\"')\]*_”’]*\s*$")
_ABBREVIATION = re.compile(r"(?:\be\.g|\bi\.e|\bvs|\bcf|\betc|\bNo|\b[A-Z])\.$")
_CODE_RUN = re.compile(r"\x01[\x01\n]*(?:(?:[\s,;:/()→]|\band\b|\bor\b|\bto\b)+\x01[\x01\n]*)*")


def sentences(text):
    """Returns the sentences of a text: the offset and the words of each. A list of code spans is one word."""
    found, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        if _ABBREVIATION.search(text[start : match.start() + 1]) and match.end() < len(text.rstrip()):
            continue
        found.append((start, text[start : match.end()]))
        start = match.end()
    found.append((start, text[start:]))
    result = []
    for offset, sentence in found:
        words = [word for word in _CODE_RUN.sub("`...`", sentence).split() if re.search(r"\w|`", word)]
        if words:
            result.append((offset + len(sentence) - len(sentence.lstrip()), words))
    return result


def long_sentences(prose):
    """Returns a finding for each sentence that has too many words."""
    if not prose.measures_sentences:
        return []
    return [
        Finding(
            prose.path, prose.line(offset), "sentence",
            'a sentence of %d words: "%s ..."' % (len(words), " ".join(words[:6])),
            "split it: at most %d words" % LONGEST_SENTENCE)
        for offset, words in sentences(prose.text) if len(words) > LONGEST_SENTENCE
    ]


# Spelling

_IDENTIFIER = re.compile(r"[0-9_/\\=<>{}@#$%+|~\x01]|[^\W\d_][.:][^\W\d_]|[a-z][A-Z]|\(\)|^-|^\.")
_LEADING = "\"'“”‘’([*"
_TRAILING = "\"'“”‘’]*,;:!?…–—"


def words(text):
    """Returns the words that a speller can judge: no identifiers, paths, numbers, acronyms.

    Each comes with its offset and the token that it is part of, such as "read-only".
    """
    found = []
    for token in re.finditer(r"\S+", text):
        whole = token.group().lstrip(_LEADING).rstrip(_TRAILING)
        if _IDENTIFIER.search(whole):
            continue
        for match in _WORD.finditer(token.group()):
            word = match.group().replace("’", "'")
            word = word[:-2] if word.endswith("'s") else word
            if len(word) > 2 and not word.isupper() and not re.search(r"[A-Z]", word[1:]):
                found.append((token.start() + match.start(), word, whole.rstrip(".)")))
    return found


class Speller:
    """The speller of the distribution, with the words of the project beside its own."""

    command = ["aspell", "--lang=en_US", "--encoding=utf-8"]

    def __init__(self, own_words):
        self._own = {word.strip() for word in own_words.split("\n") if word.strip() and not word.startswith("#")}

    @classmethod
    def missing(cls):
        """Returns what must be installed, or nothing."""
        if shutil.which("aspell") is None:
            return "aspell"
        dictionaries = subprocess.run(["aspell", "dicts"], capture_output=True, text=True, check=False).stdout.split()
        return None if "en_US" in dictionaries else "aspell-en"

    def knows(self, word):
        """Whether the project's own list has a word, or has it with a small first letter."""
        return word in self._own or word[:1].lower() + word[1:] in self._own

    def unknown(self, candidates):
        """Returns the words that no dictionary has, each with up to three that it may mean."""
        asked = sorted(word for word in set(candidates) if not self.knows(word))
        wrong = self._run(["list"], asked)
        suggestions = {}
        for line in self._run(["-a", "--sug-mode=ultra"], ["^" + word for word in wrong]):
            head, separator, tail = line.partition(": ")
            if line.startswith(("&", "#")):
                suggestions[head.split()[1]] = tail.split(", ")[:3] if separator and line.startswith("&") else []
        return {word: suggestions.get(word, []) for word in wrong}

    def _run(self, arguments, lines):
        outcome = subprocess.run(
            self.command + arguments, input="\n".join(lines) + "\n", capture_output=True, encoding="utf-8", check=True)
        return [line for line in outcome.stdout.split("\n") if line]


def misspellings(all_prose, speller):
    """Returns a finding for each word that the speller does not know."""
    places = []
    for prose in all_prose:
        places += [
            (prose, offset, word) for offset, word, token in words(prose.text)
            if "-" not in token or not speller.knows(token)
        ]
    unknown = speller.unknown(word for _, _, word in places)
    found = []
    for prose, offset, word in places:
        if word in unknown:
            meant = " or ".join('"%s"' % suggestion for suggestion in unknown[word])
            found.append(Finding(
                prose.path, prose.line(offset), "spelling", 'unknown word "%s"' % word,
                ("write %s; " % meant if meant else "")
                + "put code in backticks, a term of the field in scripts/prose/words.txt"))
    return found
