extension BoundQuery.Condition {
    /// Returns 1 for every code of a dictionary whose text satisfies the condition, else 0; always 0 for null.
    func table(over dictionary: TextDictionary) -> [UInt8] {
        let folded = dictionary.folded
        switch test {
        case .anyOf(let literals):
            var wanted = TextInterner()
            for case .text(let literal) in literals {
                // The interner reserves code 0, the empty text, for null: an empty literal equals nothing.
                if !literal.isEmpty { literal.withUnsafeBytes { _ = wanted.code(of: $0) } }
            }
            return table(over: folded) { wanted.knownCode(of: $0) != nil }
        case .comparison(let comparison, .text(let literal)):
            return literal.withUnsafeBytes { literal in
                table(over: folded) { text in
                    switch comparison {
                    case .less: precedes(text, literal)
                    case .lessOrEqual: !precedes(literal, text)
                    case .greater: precedes(literal, text)
                    case .greaterOrEqual: !precedes(text, literal)
                    case .equal: sameBytes(text, literal)
                    case .notEqual: !sameBytes(text, literal)
                    }
                }
            }
        case .comparison:
            return table(over: folded) { _ in false }
        case .like(let pattern):
            return table(over: folded, where: pattern.matches)
        }
    }

    private func table(over folded: FoldedTexts, where test: (UnsafeRawBufferPointer) -> Bool) -> [UInt8] {
        var table = Array(repeating: UInt8(0), count: folded.texts.count)
        for code in table.indices.dropFirst() where folded.texts.withBytes(code, test) != isNegated {
            table[code] = 1
        }
        return table
    }

    /// Returns 1 for every code of a Boolean column that satisfies the condition, else 0; always 0 for null.
    func table(over column: BooleanColumn) -> [UInt8] {
        [0, isSatisfied(by: BooleanColumn.no, in: column), isSatisfied(by: BooleanColumn.yes, in: column)]
    }

    private func isSatisfied(by code: UInt8, in column: BooleanColumn) -> UInt8 {
        let passes =
            switch test {
            case .anyOf(let literals):
                literals.contains { $0.threshold(scale: 0) == .exactly(code) }
            case .comparison(let comparison, let literal):
                literal.threshold(scale: 0)?.interval(comparison)
                    .map { $0.first <= Int128(code) && Int128(code) <= $0.last } ?? false
            case .like(let pattern):
                CaseFolding.fold(column.spelling(of: code)).withUnsafeBytes(pattern.matches)
            }
        return passes != isNegated ? 1 : 0
    }
}
