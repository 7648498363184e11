"""Finds the pairs of folders within a module that use one another's types.

  folder_pairs.py LIMIT

A folder is the first one below `Sources/MODULE`; files beside the folders belong to the folder ".". A folder uses
another if it names a type that is declared at the top level of a file there. Prints each pair with the types that
cause it, and fails if there are more pairs than the limit.
"""

import collections
import os
import re
import sys

from swift_source import SwiftSource

_DECLARATION = re.compile(
    r"[{}]|(?<![\w.])(?:struct|class|enum|protocol|actor|typealias)\s+(?!func\b|var\b|let\b)(\w+)")
_PRIVATE = re.compile(r"\b(?:file)?private\s(?:[\w()@]+\s)*$")
_NAME = re.compile(r"(?:\b(\w+)\s*)?(\.\s*)?(?<!\w)([A-Z]\w*)")


class File:
    """One source file: the types it declares and the names it has in its code."""

    def __init__(self, path, text):
        self.path, self.declared, self.nested, self.uses = path, set(), set(), {}
        source, depth = SwiftSource(text), 0
        for match in _DECLARATION.finditer(source.code):
            if match.group() == "{":
                depth += 1
            elif match.group() == "}":
                depth -= 1
            elif depth > 0:
                self.nested.add(match.group(1))
            elif not _PRIVATE.search(source.code[max(0, match.start() - 60) : match.start()]):
                self.declared.add(match.group(1))
            else:
                self.nested.add(match.group(1))
        for match in _NAME.finditer(source.code):
            qualifier, dot, name = match.groups()
            # A member of another type is that type's own, unless the qualifier is a module.
            if (not dot or (qualifier or "").startswith("Insights")) and name not in self.uses:
                self.uses[name] = source.line(match.start(3))


def read_modules(root):
    """Returns the files of each module, by folder."""
    modules = {}
    for module in sorted(os.listdir(root)):
        folders = collections.defaultdict(list)
        for folder, _, names in os.walk(os.path.join(root, module)):
            for name in sorted(names):
                if name.endswith(".swift"):
                    path = os.path.join(folder, name)
                    inside = os.path.relpath(path, os.path.join(root, module)).split(os.sep)
                    with open(path, encoding="utf-8") as file:
                        folders[inside[0] if len(inside) > 1 else "."].append(File("/".join(inside), file.read()))
        modules[module] = folders
    return modules


def uses_between(folders):
    """Returns, for each two folders of which one uses the other, the types and the places that name them."""
    owners = {}
    for folder, files in folders.items():
        for file in files:
            for name in file.declared:
                owners.setdefault(name, set()).add(folder)
    uses = collections.defaultdict(lambda: collections.defaultdict(list))
    for folder, files in folders.items():
        own = {name for file in files for name in file.declared | file.nested}
        for file in files:
            for name, line in file.uses.items():
                for owner in owners.get(name, ()):
                    if owner != folder and name not in own:
                        uses[folder, owner][name].append("%s:%d" % (file.path, line))
    return uses


def main():
    limit = int(sys.argv[1])
    pairs = 0
    for module, folders in read_modules("Sources").items():
        uses = uses_between(folders)
        for one, other in sorted(uses):
            if one < other and (other, one) in uses:
                pairs += 1
                print("%s: %s <-> %s" % (module, one, other))
                for user, owner in ((one, other), (other, one)):
                    print("  %s names of %s:" % (user, owner))
                    for name, places in sorted(uses[user, owner].items()):
                        more = " and %d more files" % (len(places) - 1) if len(places) > 1 else ""
                        print("    %s (%s%s)" % (name, sorted(places)[0], more.replace("1 more files", "1 more file")))
    if pairs > limit:
        print("%d pairs of folders use one another; at most %d may: move a type, or merge the folders" % (pairs, limit),
              file=sys.stderr)
        return 1
    return 0


sys.exit(main())
