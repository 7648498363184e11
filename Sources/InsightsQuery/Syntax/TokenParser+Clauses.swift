extension TokenParser {
    /// Parses a whole query, up to the end of the text.
    mutating func statement() throws(QueryDiagnostic) -> SelectStatement {
        try expect(.keyword(.select), "SELECT", hint: "a query begins with SELECT")
        let isDistinct = try advance(if: .keyword(.distinct))
        let columns = try selectList()
        try expect(.keyword(.from), "a comma or FROM", hint: selectListHint(after: columns))
        var statement = SelectStatement(
            isDistinct: isDistinct, columns: columns, table: try name("the name of a dataset"))
        var allowed = ["WHERE", "ORDER BY", "LIMIT", "TIMESPAN", "the end of the query"]
        if try advance(if: .keyword(.where)) {
            statement.conditions = try conditions()
            allowed[0] = "AND"
        }
        if try advance(if: .keyword(.order)) {
            statement.orderings = try orderings()
            allowed = ["a comma", "LIMIT", "TIMESPAN", "the end of the query"]
        }
        if try advance(if: .keyword(.limit)) {
            statement.limit = try limit()
            allowed = ["TIMESPAN", "the end of the query"]
        }
        if try advance(if: .keyword(.timespan)) {
            statement.timespan = try timespan()
            allowed = ["the end of the query"]
        }
        guard token.kind == .end else {
            throw unexpected(alternatives(allowed), hint: clauseOrderHint ?? commaHint(in: statement))
        }
        return statement
    }

    private func alternatives(_ choices: [String]) -> String {
        guard let last = choices.last, choices.count > 1 else { return choices.first ?? "" }
        return choices.dropLast().joined(separator: ", ") + " or " + last
    }

    private var clauseOrderHint: String? {
        switch token.kind {
        case .keyword(.where), .keyword(.order), .keyword(.limit), .keyword(.timespan), .keyword(.from):
            "clauses come once each, in the order SELECT, FROM, WHERE, ORDER BY, LIMIT, TIMESPAN"
        default: nil
        }
    }

    private func commaHint(in statement: SelectStatement) -> String? {
        guard token.kind == .comma, statement.limit == nil, statement.timespan == nil else { return nil }
        return statement.conditions.isEmpty ? "a query reads one dataset" : "conditions are joined by AND only"
    }

    // MARK: SELECT

    private mutating func selectList() throws(QueryDiagnostic) -> [Located<String>] {
        var names = [try name("the name of a column or metric")]
        while try advance(if: .comma) { names.append(try name("the name of a column or metric")) }
        return names
    }

    private func selectListHint(after names: [Located<String>]) -> String? {
        if token.kind == .leftParenthesis { return "there are no functions: a metric stands for its own computation" }
        guard token.kind == .name, foreignWordHint == nil, let last = names.last else { return nil }
        return "a comma may be missing between \"\(excerpt(last.value))\" and \"\(excerpt(spelling(token)))\""
    }

    // MARK: WHERE

    private mutating func conditions() throws(QueryDiagnostic) -> [SelectStatement.Condition] {
        var conditions = [try condition()]
        while try advance(if: .keyword(.and)) { conditions.append(try condition()) }
        return conditions
    }

    private mutating func condition() throws(QueryDiagnostic) -> SelectStatement.Condition {
        let name = try name("the name of a column or metric")
        if case .comparison(let comparison) = token.kind {
            try advance()
            return .init(name: name, test: .comparison(comparison, try value(after: comparison.rawValue)))
        }
        let isNegated = try advance(if: .keyword(.not))
        if try advance(if: .keyword(.like)) {
            return .init(name: name, test: .like(try pattern(), isNegated: isNegated))
        }
        if try advance(if: .keyword(.in)) {
            return .init(name: name, test: .membership(try list(), isNegated: isNegated))
        }
        throw unexpected(isNegated ? "LIKE or IN" : "an operator: = != < <= > >= LIKE, NOT LIKE, IN, NOT IN")
    }

    private mutating func value(after sign: String) throws(QueryDiagnostic) -> Located<Literal> {
        if let literal = try literal() { return literal }
        var hint: String?
        switch token.kind {
        case .leftParenthesis: hint = "lists belong to IN and NOT IN"
        case .comparison: hint = "the operators are = != < <= > >="
        case .name where spelling(token).uppercased() == "NULL": hint = Self.nullHint
        case .name: hint = "text goes between single quotes"
        default: break
        }
        throw unexpected("a number or a quoted text after \(sign)", hint: hint)
    }

    private mutating func literal() throws(QueryDiagnostic) -> Located<Literal>? {
        switch token.kind {
        case .number:
            let token = try advance()
            return Located(.number(spelling(token)), at: token.range)
        case .string(let contents, let isTypographic):
            let token = try advance()
            return Located(.string(stringValue(contents, isTypographic: isTypographic)), at: token.range)
        default: return nil
        }
    }

    private mutating func pattern() throws(QueryDiagnostic) -> Located<String> {
        guard case .string(let contents, let isTypographic) = token.kind else {
            throw unexpected("a quoted text after LIKE", hint: "write a pattern in single quotes: '%text%'")
        }
        let range = try advance().range
        return Located(stringValue(contents, isTypographic: isTypographic), at: range)
    }

    private mutating func list() throws(QueryDiagnostic) -> [Located<Literal>] {
        try expect(.leftParenthesis, "( after IN", hint: "write a list in parentheses: IN (1, 2)")
        let first = try value(after: "(")
        var literals = [first]
        while try advance(if: .comma) {
            let next = try value(after: "the comma")
            guard isNumber(next.value) == isNumber(first.value) else {
                throw .syntax(
                    "the list mixes numbers and texts", at: next.range,
                    hint: "a list holds numbers only or quoted texts only")
            }
            literals.append(next)
        }
        try expect(.rightParenthesis, "a comma or ) in the list")
        return literals
    }

    private func isNumber(_ literal: Literal) -> Bool {
        if case .number = literal { true } else { false }
    }

    // MARK: ORDER BY, LIMIT, TIMESPAN

    private mutating func orderings() throws(QueryDiagnostic) -> [SelectStatement.Ordering] {
        try expect(.keyword(.by), "BY after ORDER")
        var orderings: [SelectStatement.Ordering] = []
        repeat {
            var ordering = SelectStatement.Ordering(name: try name("the name of a column or metric"))
            if try advance(if: .keyword(.ascending)) {
                ordering.direction = .ascending
            } else if try advance(if: .keyword(.descending)) {
                ordering.direction = .descending
            }
            orderings.append(ordering)
        } while try advance(if: .comma)
        return orderings
    }

    private mutating func limit() throws(QueryDiagnostic) -> Located<Int> {
        guard token.kind == .number else { throw invalidLimit() }
        let digits = spelling(token)
        guard digits.utf8.allSatisfy(isDigit), digits.contains(where: { $0 != "0" }) else { throw invalidLimit() }
        let range = try advance().range
        return Located(Int(digits) ?? .max, at: range)
    }

    private func invalidLimit() -> QueryDiagnostic {
        let fault = unexpected("a positive whole number after LIMIT")
        return QueryDiagnostic(code: .invalidLimit, range: fault.range, message: fault.message, hint: fault.hint)
    }

    private mutating func timespan() throws(QueryDiagnostic) -> Located<Timespan> {
        guard token.kind == .name else { throw unexpected("a span after TIMESPAN", hint: Self.spans) }
        let word = spelling(token)
        guard let timespan = Timespan(rawValue: word.uppercased()) else {
            throw QueryDiagnostic(
                code: .unknownTimespan(excerpt(word)), range: token.range,
                message: "unknown span \"\(excerpt(word))\"",
                hint: nearestNameHint(to: word, among: Timespan.allCases.map(\.rawValue)) ?? Self.spans)
        }
        return Located(timespan, at: try advance().range)
    }

    private static let spans = "the spans are " + Timespan.allCases.map(\.rawValue).joined(separator: ", ")
}
