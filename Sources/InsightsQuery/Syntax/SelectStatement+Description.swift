extension SelectStatement: CustomStringConvertible {
    /// The query on one line; parsing it gives an equal statement.
    package var description: String {
        var text = isDistinct ? "SELECT DISTINCT " : "SELECT "
        text += columns.map(\.value).joined(separator: ", ")
        text += " FROM \(table.value)"
        if !conditions.isEmpty { text += " WHERE " + conditions.map(\.description).joined(separator: " AND ") }
        if !orderings.isEmpty { text += " ORDER BY " + orderings.map(\.description).joined(separator: ", ") }
        if let limit { text += " LIMIT \(limit.value)" }
        if let timespan { text += " TIMESPAN \(timespan.value.rawValue)" }
        return text
    }
}

extension SelectStatement.Condition: CustomStringConvertible {
    /// The condition in the syntax of the language.
    package var description: String {
        switch test {
        case .comparison(let comparison, let literal):
            "\(name.value) \(comparison.rawValue) \(literal.value)"
        case .like(let pattern, let isNegated):
            "\(name.value) \(isNegated ? "NOT LIKE" : "LIKE") \(Literal.string(pattern.value))"
        case .membership(let literals, let isNegated):
            "\(name.value) \(isNegated ? "NOT IN" : "IN") "
                + "(\(literals.map(\.value.description).joined(separator: ", ")))"
        }
    }
}

extension SelectStatement.Ordering: CustomStringConvertible {
    /// The item in the syntax of the language.
    package var description: String {
        direction.map { "\(name.value) \($0.rawValue)" } ?? name.value
    }
}

extension Literal: CustomStringConvertible {
    /// The literal in the syntax of the language.
    package var description: String {
        switch self {
        case .number(let digits): return digits
        case .string(let text):
            var quoted = "'"
            for scalar in text.unicodeScalars {
                quoted.unicodeScalars.append(scalar)
                if scalar == "'" { quoted.unicodeScalars.append(scalar) }
            }
            return quoted + "'"
        }
    }
}
